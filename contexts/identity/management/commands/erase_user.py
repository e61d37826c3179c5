"""Forget a person."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from riz import clock
from riz.errors import RizError

from ...parts.accounts import api as accounts
from ...use_cases.erase_user import erase_user


class Command(BaseCommand):
    """Parses and calls the use case."""

    help = "Erase a person at once; the other contexts follow by the relay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the options."""
        parser.add_argument("--email", required=True, help="whom")
        parser.add_argument("--dry-run", action="store_true", help="only say what would go")

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        try:
            user = accounts.get_user_by_email(email=options["email"])
            removed = erase_user(user_id=user.id, at=clock.now(), dry_run=options["dry_run"])
        except RizError as refusal:
            reasons = refusal.details.get("hindrances", [])
            raise CommandError("\n".join([refusal.message, *reasons])) from refusal
        for label, count in sorted(removed.items()):
            self.stdout.write(f"{label}: {count}")
        self.stdout.write("Nothing was erased." if options["dry_run"] else f"{user.id} is erased.")
