"""Sign a person out everywhere."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from riz import clock
from riz.actor import SYSTEM
from riz.errors import RizError

from ...parts.accounts import api as accounts
from ...parts.accounts.use_cases.sign_out_everywhere import sign_out_everywhere
from ...parts.sessions import api as sessions


class Command(BaseCommand):
    """Parses and calls the use case."""

    help = "End every session of a person."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the options."""
        parser.add_argument("--user", required=True, metavar="EMAIL", help="whose sessions")
        parser.add_argument("--dry-run", action="store_true", help="only say how many there are")

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        try:
            user = accounts.get_user_by_email(email=options["user"])
        except RizError as refusal:
            raise CommandError(refusal.message) from refusal
        if options["dry_run"]:
            live = sessions.live_session_ids(user_id=user.id)
            self.stdout.write(f"{len(live)} sessions would end.")
            return
        ended = sign_out_everywhere(
            user_id=user.id, reason="ended_by_operator", actor=SYSTEM, at=clock.now()
        )
        self.stdout.write(f"{ended} sessions ended.")
