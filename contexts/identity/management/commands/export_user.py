"""Write everything that RIZ knows of a person."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from riz import clock
from riz.errors import RizError

from ...parts.accounts import api as accounts
from ...use_cases.write_export import write_export


class Command(BaseCommand):
    """Parses and calls the use case."""

    help = "Write everything that RIZ knows of a person as JSON to the standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the options."""
        parser.add_argument("--email", required=True, help="whose")

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        try:
            user = accounts.get_user_by_email(email=options["email"])
        except RizError as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(write_export(user_id=user.id, at=clock.now()))
