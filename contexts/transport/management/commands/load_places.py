"""`manage.py load_places`: cities, airports and sights by name, loaded as often as one likes."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import airportsdata
from django.core.management.base import BaseCommand, CommandError

from ...domain.places_tables import airports_of, cities_of, sights_of, weights_of
from ...models import PlaceSource
from ...use_cases.load_places import load_places

DIRECTORY = Path(__file__).resolve().parents[2] / "data"
WIDTH = 24


class Command(BaseCommand):
    help = "Load the places that journeys can start from and lead to; repeat it at will."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")
        parser.add_argument("--directory", type=Path, default=DIRECTORY, help="where the files are")

    def handle(self, *, directory: Path, dry_run: bool, verbosity: int, **_: Any) -> None:
        cities = cities_of(_lines(directory / "cities.csv"))
        tables = {
            PlaceSource.GEONAMES: cities,
            PlaceSource.AIRPORTS: airports_of(
                airportsdata.load("IATA"),
                cities.values(),
                weights_of(_lines(directory / "network" / "airports.csv")),
            ),
            PlaceSource.SIGHTS: sights_of(_lines(directory / "sights.csv")),
        }
        for source, places in tables.items():
            began = time.monotonic()
            loaded = load_places(
                source=source,
                places=places,
                dry_run=dry_run,
                progress=_bar(source.label) if verbosity and sys.stderr.isatty() else _no_bar,
            )
            if verbosity:
                counts = ", ".join(f"{n} {what}" for what, n in asdict(loaded).items() if n)
                self.stdout.write(
                    f"{source.label}: {counts or 'nothing'} ({time.monotonic() - began:.1f} s)"
                )
        if dry_run and verbosity:
            self.stdout.write("Dry run: nothing was changed.")


def _bar(what: str) -> Callable[[int, int], None]:
    def show(done: int, count: int) -> None:
        filled = WIDTH * done // max(count, 1)
        end = "\n" if done >= count else ""
        sys.stderr.write(
            f"\r{what:14} [{'#' * filled}{'.' * (WIDTH - filled)}] {done}/{count}{end}"
        )
        sys.stderr.flush()

    return show


def _no_bar(_done: int, _count: int) -> None:
    pass


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise CommandError(f"{path} can't be read: {error.strerror}") from error
