"""What must hold of the database before stock can be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections


@register(Tags.database)
def check_isolation(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Refuse to start where transactions begin as anything but READ COMMITTED: rows read after waiting would be old."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            cursor.execute("SHOW default_transaction_isolation")
            (isolation,) = cursor.fetchone()
        if isolation != "read committed":
            found.append(
                Error(
                    f"The database {alias} begins transactions as {isolation.upper()}.",
                    hint="Set default_transaction_isolation of the server, the role and the connection to 'read committed'.",
                    id="inventory.E001",
                )
            )
    return found
