"""Make a room for a context: the files that each has, and a word on what comes next. What is there stays as it is."""

from __future__ import annotations

import ast
import re
from argparse import ArgumentParser
from configparser import ConfigParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

README = """# {title}

{purpose}

Its words are in the [glossary](../README.md#glossary).
"""
POLICIES = '''"""Who may do what with {name}."""

from __future__ import annotations

from riz.policies import permission, staff_screens

MANAGE = permission(
    "{name}.manage",
    says="Manage {words}.",
    for_one_organisation=False,
)
staff_screens("{name}", dict.fromkeys(("view", "add", "change"), MANAGE))
'''
FILES = {
    "__init__.py": '"""{purpose}"""\n',
    "README.md": README,
    "domain/__init__.py": '"""Rules of {words}."""\n',
    "domain/policies.py": POLICIES,
}
NEXT = """next:
  say in contexts/{name}/domain/policies.py what MANAGE opens, then: manage.py policies --write docs/permissions.md
  a table: models.py, then: manage.py makemigrations {name}
  endpoints, events, staff screens: CONTRIBUTING.md; rest/urls.py, handlers.py and tasks.py are found where they are"""


class Command(BaseCommand):
    """Writes files; decides nothing."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the options."""
        parser.add_argument("name", help="in small letters, as its package is called")
        parser.add_argument(
            "--purpose", help="a sentence on what a context is for that has no package yet"
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what would be made")
        parser.add_argument("--root", type=Path, default=settings.BASE_DIR, help="of another copy")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing, and name what only people can decide."""
        del args
        name, root = options["name"], options["root"]
        if not re.fullmatch(r"[a-z][a-z_]*[a-z]", name):
            raise CommandError(f"{name} is no name of a package in small letters")
        room = root / "contexts" / name
        words = name.replace("_", " ")
        purpose = _docstring(room / "__init__.py") or options["purpose"]
        if not purpose:
            raise CommandError(f"contexts/{name} is new: say by --purpose what it is for")
        purpose = purpose.rstrip(".") + "."
        for file, template in FILES.items():
            path = room / file
            if path.exists():
                self.stdout.write(f"is there: contexts/{name}/{file}")
                continue
            self.stdout.write(
                f"{'would make' if options['dry_run'] else 'made'}: contexts/{name}/{file}"
            )
            if not options["dry_run"]:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(
                    template.format(
                        name=name, words=words, title=words.capitalize(), purpose=purpose
                    )
                )
        for missing in _missing(root, name):
            self.stdout.write(f"yours to decide: {missing}")
        self.stdout.write(NEXT.format(name=name))


def _docstring(path: Path) -> str | None:
    return ast.get_docstring(ast.parse(path.read_text())) if path.exists() else None


def _missing(root: Path, name: str) -> list[str]:
    """Return what names each context, and does not name this one: all of it has an order or a sentence."""
    borders = ConfigParser()
    borders.read(root / "importlinter.ini")
    layers = borders["importlinter:contract:context-map"]["layers"]
    house = (root / "config/settings/base.py").read_text()
    glossary = (root / "contexts/README.md").read_text()
    asked = {
        "importlinter.ini: its layer in the context map": name in re.findall(r"\w+", layers),
        "config/settings/base.py: its line in CONTEXTS": f'"contexts.{name}"' in house,
        "contexts/README.md: the same map, and its words": f"| `{name}` |" in glossary,
    }
    return [what for what, is_there in asked.items() if not is_there]
