"""`manage.py import_gtfs`: a timetable from a zip, a folder or an address into searches."""

from __future__ import annotations

import sys
import tempfile
from argparse import ArgumentParser, BooleanOptionalAction
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TextIO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from riz import clock
from riz.actor import SYSTEM
from riz.errors import RizError

from ...domain.timetable.imports import FeedFacts, ImportReport, NoticeTotal, Outcome
from ...gateways.feed_source import download
from ...use_cases.import_feed import import_feed

SHOWN: Final = 40
"""Kinds of findings that are listed."""


class Command(BaseCommand):
    help = "Import a GTFS timetable and search it from now on; repeat it at will."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", help="a zip, a folder of tables, or an address (https://...)")
        parser.add_argument("--feed", required=True, metavar="SLUG", help="what it is known by")
        parser.add_argument("--name", help="what people read")
        parser.add_argument("--licence")
        parser.add_argument("--attribution", help="what its publisher wants to be said")
        parser.add_argument("--priority", type=int)
        parser.add_argument(
            "--long-distance",
            action=BooleanOptionalAction,
            help="flights, long-distance trains and coaches: searched wherever the ends are",
        )
        parser.add_argument(
            "--activate", action=BooleanOptionalAction, default=True, help="search it from now on"
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what is in it")

    def handle(self, *, source: str, feed: str, verbosity: int, **options: Any) -> None:
        facts = FeedFacts(
            slug=feed,
            name=options["name"],
            source=source,
            licence=options["licence"],
            attribution=options["attribution"],
            is_long_distance=options["long_distance"],
            priority=options["priority"],
        )
        bar = Bar(self.stderr if verbosity else None)
        try:
            with local(source) as path:
                report = import_feed(
                    facts=facts,
                    source=path,
                    actor=SYSTEM,
                    at=clock.now(),
                    activate=options["activate"],
                    dry_run=options["dry_run"],
                    progress=bar.show,
                )
        except RizError as refusal:
            bar.end()
            raise CommandError(
                " ".join([refusal.message, *(f"{k}: {v}" for k, v in refusal.details.items())])
            ) from refusal
        bar.end()
        if verbosity:
            self.stdout.write("\n".join(lines_of(report, feed)))
        if report.outcome is Outcome.UNUSABLE:
            raise CommandError(f"{source} can't be used. The running timetable is as it was.")


class Bar:
    """A line that grows on a terminal, and nothing elsewhere."""

    WIDTH: Final = 30

    def __init__(self, out: Any) -> None:
        stream: TextIO | Any = getattr(out, "_out", out)
        self._out = stream if out is not None and stream.isatty() else None
        self._last = ""

    def show(self, step: str, share: float) -> None:
        """Show a step and the share done so far."""
        if self._out is None:
            return
        filled = round(min(1.0, max(0.0, share)) * self.WIDTH)
        line = f"[{'#' * filled}{'.' * (self.WIDTH - filled)}] {share:4.0%} {step[:30]:30}"
        if line != self._last:
            self._last = line
            self._out.write(f"\r{line}")
            self._out.flush()

    def end(self) -> None:
        """Clear the line."""
        if self._out is not None and self._last:
            self._out.write("\r" + " " * len(self._last) + "\r")
            self._out.flush()


@contextmanager
def local(source: str) -> Iterator[Path]:
    """Give a path to read from; what is at an address is got first and deleted afterwards."""
    if "://" not in source:
        yield Path(source)
        return
    with tempfile.TemporaryDirectory(prefix="gtfs-") as folder:
        path = Path(folder) / "feed.zip"
        sys.stderr.flush()
        download(source, path, largest=settings.RIZ_TRANSPORT_UPLOAD_MB << 20)
        yield path


def lines_of(report: ImportReport, slug: str) -> Iterator[str]:
    """Tell what came of an import."""
    if report.outcome is Outcome.UNCHANGED:
        state = "searched" if report.is_active else "stored"
        yield f"{slug}: imported before, nothing to do; version {report.version_id} is {state}."
        return
    yield (
        f"{slug}: {report.outcome}; {report.stops:,} stops, {report.routes:,} lines, "
        f"{report.patterns:,} patterns, {report.trips:,} trips, {report.events:,} events; "
        f"{report.seconds:.1f} s, {report.size_bytes / 1e6:.1f} MB"
    )
    if report.version_id:
        yield f"  version {report.version_id}{', searched from now on' if report.is_active else ''}"
    for total in report.totals[:SHOWN]:
        yield _line(total, report.examples.get((total.code, total.file), ""))
    if len(report.totals) > SHOWN:
        yield f"  and {len(report.totals) - SHOWN} kinds of findings more; the admin lists them."


def _line(total: NoticeTotal, example: str) -> str:
    shown = f"  e.g. {' '.join(example.split())[:100]}" if example else ""
    return f"  {total.severity:7} {total.count:>9,} {total.code} ({total.file}){shown}"
