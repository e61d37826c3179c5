"""Bring over what contexts know of in Tripura's present database."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError

from riz import clock
from riz.importing.running import Report, import_all
from riz.importing.source import open_source


class Command(BaseCommand):
    """Opens the database and reports what came."""

    help = "Import from a database of schema v3. It may be run again at any time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the options."""
        parser.add_argument(
            "--database-url", required=True, help="the database to read; it is never written"
        )
        parser.add_argument(
            "--seller",
            default="tripura-tourism",
            metavar="SLUG",
            help="the organisation whose people its staff are",
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what would come")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and report every row that did not come."""
        del args
        begun = time.monotonic()
        try:
            with open_source(options["database_url"]) as source:
                report = import_all(
                    source=source,
                    seller=options["seller"],
                    at=clock.now(),
                    dry_run=options["dry_run"],
                    tell=lambda table, counts: self.stderr.write(f"{table}: {counts.read} read"),
                )
        except psycopg.Error as error:
            # Never the address: it holds a password.
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise CommandError(f"The database can't be read: {reason}") from None
        self._write(report, time.monotonic() - begun, dry_run=options["dry_run"])

    def _write(self, report: Report, seconds: float, *, dry_run: bool) -> None:
        for refused in report.refused:
            self.stdout.write(f"not taken: {refused.table} {refused.row_id}: {refused.reason}")
        for note in report.notes:
            self.stdout.write(f"note: {note.table} {note.row_id}: {note.reason}")
        verb = "would be written" if dry_run else "written"
        for table, counts in report.counts.items():
            self.stdout.write(
                f"{table}: {counts.read} read, {counts.written} {verb},"
                f" {counts.unchanged} unchanged, {counts.refused} not taken"
            )
        total = sum(counts.read for counts in report.counts.values())
        self.stderr.write(f"{total} rows in {seconds:.1f} s")
