"""Sign a person out everywhere."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from riz import clock
from riz.actor import SYSTEM
from riz.errors import RizError

from ... import queries
from ...use_cases.end_sessions import end_sessions


class Command(BaseCommand):
    """Parses and calls the use case."""

    help = "End every session of a person."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the options."""
        parser.add_argument("--user", required=True, metavar="EMAIL", help="whose sessions")
        parser.add_argument("--dry-run", action="store_true", help="only say how many there are")

    def handle(self, *args: Any, **options: Any) -> None:
        """End them."""
        del args
        try:
            user = queries.get_user_by_email(email=options["user"])
        except RizError as refusal:
            raise CommandError(refusal.message) from refusal
        if options["dry_run"]:
            live = queries.live_session_ids(user_id=user.id)
            self.stdout.write(f"{len(live)} sessions would end.")
            return
        ended = end_sessions(
            user_id=user.id, reason="ended_by_operator", actor=SYSTEM, at=clock.now()
        )
        self.stdout.write(f"{ended} sessions ended.")
