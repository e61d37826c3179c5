"""`manage.py load_demo_network`: the timetables of Tripura and of the ways there, loaded as often as one likes."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from riz import clock
from riz.actor import SYSTEM
from riz.errors import RizError

from ...domain.timetable.imports import FeedFacts, Outcome
from ...use_cases.import_feed import import_feed
from ...use_cases.recompile_feed import SHIPPED
from .import_gtfs import lines_of

FACTS: Final = "feed.json"
"""Beside a feed's tables: its name, licence, attribution, and whether it is for long distances."""


class Command(BaseCommand):
    help = "Import every timetable of the demo network; repeat it at will."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what is in them")
        parser.add_argument("--directory", type=Path, default=SHIPPED, help="where they are")

    def handle(self, *, directory: Path, dry_run: bool, verbosity: int, **_: Any) -> None:
        folders = sorted(path.parent for path in directory.glob("*/stops.txt"))
        if not folders:
            raise CommandError(f"{directory} holds no timetable.")
        for folder in folders:
            try:
                report = import_feed(
                    facts=_facts(folder),
                    source=folder,
                    actor=SYSTEM,
                    at=clock.now(),
                    dry_run=dry_run,
                )
            except RizError as refusal:
                raise CommandError(f"{folder.name}: {refusal.message}") from refusal
            if verbosity:
                self.stdout.write("\n".join(lines_of(report, folder.name)))
            if report.outcome is Outcome.UNUSABLE:
                raise CommandError(f"{folder} can't be used.")


def _facts(folder: Path) -> FeedFacts:
    stated: dict[str, Any] = {}
    if (folder / FACTS).is_file():
        stated = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    name = folder.name.replace("_", " ").capitalize()
    far = any(word in folder.name for word in ("trains", "flights"))
    return FeedFacts(
        slug=folder.name,
        name=stated.get("name", name),
        source=stated.get("source", ""),
        licence=stated.get("licence", ""),
        attribution=stated.get("attribution", ""),
        is_long_distance=stated.get("is_long_distance", far),
    )
