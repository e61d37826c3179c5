"""Doing things in several threads at the same moment, each with a connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import psycopg
from django.db import connection, transaction

from tests.support.waiting import PATIENCE_SECONDS


def race(runners: int, act: Callable[[], Any]) -> list[Any]:
    """Run `act` in so many threads that start together; an exception is a result too."""
    start = Barrier(runners)

    def run(_: int) -> Any:
        connection.ensure_connection()
        start.wait(timeout=PATIENCE_SECONDS)
        try:
            return act()
        except Exception as error:  # noqa: BLE001 - the caller looks at it
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(runners) as threads:
        return list(threads.map(run, range(runners)))


def waits(act: Callable[[], Any]) -> bool:
    """Tell whether somebody else, in a connection of their own, would wait for what this one has locked."""

    def try_it() -> None:
        with transaction.atomic():
            connection.cursor().execute("SET LOCAL lock_timeout = '500ms'")
            act()

    (result,) = race(1, try_it)
    return isinstance(getattr(result, "__cause__", None), psycopg.errors.LockNotAvailable)
