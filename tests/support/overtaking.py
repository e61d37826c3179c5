"""A change that comes between a request's look at a version and its lock."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from tests.support.waiting import PATIENCE_SECONDS, wait_until

# Of pg_stat_activity a transaction sees one moment.
_WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


def _somebody_waits(cursor: Any) -> bool:
    cursor.execute(_WAITING)
    return bool(cursor.fetchone()[0])


def overtake(
    act: Callable[[], Any],
    *,
    table: str,
    key: str,
    value: UUID,
    version: str,
    and_then: Callable[[], Any] = lambda: None,
) -> Any:
    """Return what `act` comes to that has read the version, and waits for the row, while somebody else changes it."""

    def run() -> Any:
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {table} WHERE {key} = %s FOR UPDATE", [value])
            assert cursor.fetchone()
            answer = threads.submit(run)
            wait_until(lambda: answer.done() or _somebody_waits(cursor))
            cursor.execute(
                f"UPDATE {table} SET {version} = {version} + 1 WHERE {key} = %s", [value]
            )
            and_then()
        return answer.result(timeout=PATIENCE_SECONDS)
