"""`manage.py load_tripura`: the catalog of Tripura, loaded as often as one likes."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from riz import clock
from riz.actor import SYSTEM
from riz.outbox import relay

from ...errors import InvalidFixture
from ...use_cases.load_fixture import Loaded, Origin, Outcome, load_fixture

DIRECTORY = Path(__file__).resolve().parents[2] / "fixtures" / "tripura"
FILES = ("amenities", "destinations", "accommodations", "experiences", "packages")
TRIPURA = Origin(region="Tripura", seller_slug="tripura-tourism", seller_name="Tripura Tourism")


class Command(BaseCommand):
    help = "Load destinations, stays, experiences and packages of Tripura; repeat it at will."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")
        parser.add_argument("--directory", type=Path, default=DIRECTORY, help="where the files are")

    def handle(self, *, directory: Path, dry_run: bool, verbosity: int, **_: Any) -> None:
        write = self.stdout.write if verbosity else _ignore
        progress = _Progress(write, names_changes=dry_run or verbosity > 1)
        try:
            load_fixture(
                documents={name: _read(directory / f"{name}.json") for name in FILES},
                origin=TRIPURA,
                actor=SYSTEM,
                at=clock.now(),
                report=progress.show,
                dry_run=dry_run,
            )
        except InvalidFixture as refusal:
            faults = refusal.details["faults"]
            raise CommandError("\n".join([refusal.message, *faults])) from refusal
        progress.sum_up()
        if dry_run:
            write("Dry run: nothing was changed.")
        else:
            write(f"Tripura is loaded; {relay.drain()} events delivered.")


class _Progress:
    """Progress as a person sees it: a line for each file when it is through, and one for each change if wanted."""

    def __init__(self, write: Callable[[str], object], *, names_changes: bool) -> None:
        self._write = write
        self._names_changes = names_changes
        self._file = ""
        self._outcomes: Counter[Outcome] = Counter()

    def show(self, entry: Loaded) -> None:
        if entry.file != self._file:
            self.sum_up()
            self._file = entry.file
            self._outcomes = Counter()
        self._outcomes[entry.outcome] += 1
        if self._names_changes and entry.outcome is not Outcome.UNCHANGED:
            self._write(f"  {entry.outcome:9}  {entry.file}/{entry.slug}")

    def sum_up(self) -> None:
        if self._file:
            counts = ", ".join(f"{n} {outcome}" for outcome, n in sorted(self._outcomes.items()))
            self._write(f"{self._file}: {counts}")


def _ignore(_text: str) -> None:
    pass


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"{path} can't be read: {error.strerror}") from error
    except ValueError as error:
        raise CommandError(f"{path} is not JSON: {error}") from error
