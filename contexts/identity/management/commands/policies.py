"""Show who may do what, or write the handbook of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from contexts.identity.parts.roles import api as roles
from riz.policies import readable


class Command(BaseCommand):
    """Print every policy with its sentence and its rule, and every role and permission."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the page to write."""
        parser.add_argument("--write", metavar="PATH", type=Path, help="write this page instead")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print or write."""
        del args
        page = roles.write_handbook(readable())
        if options["write"] is None:
            self.stdout.write(page, ending="")
            return
        options["write"].write_text(page, encoding="utf-8")
