"""`manage.py load_tariffs`: tariffs, emission factors, comfort weights and rates, loaded as often as one likes."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ...errors import InvalidCostFacts
from ...gateways.tariff_files import DIRECTORY, read_facts
from ...use_cases.load_tariffs import LoadedFact, Outcome, load_tariffs


class Command(BaseCommand):
    help = "Load what travel costs from the project's files; repeat it at will."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")
        parser.add_argument("--directory", type=Path, default=DIRECTORY, help="where the files are")

    def handle(self, *, directory: Path, dry_run: bool, verbosity: int, **_: Any) -> None:
        counts: dict[str, Counter[Outcome]] = {}

        def report(entry: LoadedFact) -> None:
            counts.setdefault(entry.file, Counter())[entry.outcome] += 1
            names_it = dry_run or verbosity > 1
            if names_it and entry.outcome is not Outcome.UNCHANGED:
                self.stdout.write(f"  {entry.outcome:9}  {entry.file}/{entry.code}")

        try:
            load_tariffs(facts=read_facts(directory), report=report, dry_run=dry_run)
        except InvalidCostFacts as refusal:
            faults = refusal.details["faults"]
            raise CommandError("\n".join([refusal.message, *faults])) from refusal
        if verbosity:
            for file, outcomes in counts.items():
                text = ", ".join(f"{n} {outcome}" for outcome, n in sorted(outcomes.items()))
                self.stdout.write(f"{file}: {text}")
            if dry_run:
                self.stdout.write("Dry run: nothing was changed.")
