"""Two who store the same at once, in the order that hurts: the second has looked before the first has committed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection, transaction

from tests.support.waiting import PATIENCE_SECONDS, eventually

Result = TypeVar("Result")


def coming_second(first: Callable[[], object], second: Callable[[], Result]) -> Result:
    """Do `first`, and commit it when `second`, on a connection of its own, waits for it; return what that came to."""

    def run() -> Result:
        try:
            # A busy machine takes its time between the lock and the commit.
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '60s'; SET statement_timeout = '60s'")
            return second()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        with transaction.atomic():
            first()
            later = thread.submit(run)
            assert eventually(lambda: _somebody_waits() or later.done())
            assert not later.done(), f"nobody had to wait: {later.exception() or later.result()}"
        return later.result(timeout=PATIENCE_SECONDS)


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid)"
            " WHERE NOT l.granted AND a.datname = current_database())"
        )
        return bool(cursor.fetchone()[0])
