"""Identity as a Django app."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004 - Django's name


class IdentityConfig(AppConfig):
    """Wires the context's tables."""

    name = "contexts.identity"
    label = "identity"

    def ready(self) -> None:
        """Register what identity knows of people, and look at its codes with `manage.py check --database default`."""
        from .use_cases import (  # noqa: F401, PLC0415
            collect_own_data,
            find_hindrances,
            name_erased_person,
        )

        register(check_stored_codes, Tags.database)


def check_stored_codes(*, databases: Iterable[str] | None, **_: Any) -> list[CheckMessage]:
    """Warn of stored permissions, scopes and kinds of things that no context states any more."""
    from .queries import find_unstated_codes  # noqa: PLC0415 - it needs the models

    return [
        Warning(
            f"{column} stores {', '.join(codes)}, which no context states any more.",
            hint="They open nothing. State them again in a context's domain/policies.py, or write a migration that"
            " takes them out of the rows or puts their new names there.",
            id="identity.W001",
        )
        for alias in databases or ()
        for column, codes in find_unstated_codes(database=alias).items()
    ]
