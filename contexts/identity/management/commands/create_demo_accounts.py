"""Make the accounts of a demonstration, with passwords that exist nowhere but in one private file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from riz import clock

from ...use_cases.create_demo_accounts import create_demo_accounts


class Command(BaseCommand):
    """Parses and calls the use case."""

    help = "Make a traveller, a member of staff and an administrator, and write their passwords to a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the options."""
        parser.add_argument("--file", required=True, type=Path, help="where the passwords go")
        parser.add_argument("--show", action="store_true", help="print the accounts as well")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing."""
        del args
        if not settings.RIZ_DEMO_ACCOUNTS_ALLOWED:
            raise CommandError("Demonstration accounts are not made here.")
        accounts = create_demo_accounts(file=options["file"], at=clock.now())
        self.stdout.write(f"{len(accounts)} demonstration accounts are in {options['file']}")
        if options["show"]:
            for account in accounts:
                self.stdout.write(f"{account.role:<16} {account.email:<32} {account.password}")
