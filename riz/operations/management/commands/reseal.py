"""`manage.py reseal`: seal every sealed column under the first key, so that an old key can be taken out."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from riz import sealing


class Command(BaseCommand):
    """Reseals column by column and says how far it is; breaking it off loses nothing."""

    help = "Re-encrypt every sealed column with the first key of FIELD_ENCRYPTION_KEYS."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        dry_run = options["dry_run"]
        done = [
            sealing.reseal(column, dry_run=dry_run, report=self._report)
            for column in sealing.sealed_columns()
        ]
        lost = sum(progress.unsealable for progress in done)
        if lost:
            raise CommandError(
                f"{lost} sealed texts can't be opened by any key of FIELD_ENCRYPTION_KEYS."
                " Add the key that sealed them and run this again."
            )
        count = sum(progress.resealed for progress in done)
        if dry_run:
            self.stdout.write(f"{count} would be resealed; nothing was changed.")
        else:
            self.stdout.write(f"{count} resealed. Every key but the first can be taken out.")

    def _report(self, progress: sealing.Progress) -> None:
        self.stdout.write(
            f"{progress.column}: {progress.seen} read, {progress.resealed} under an old key,"
            f" {progress.unsealable} that no key opens"
        )
