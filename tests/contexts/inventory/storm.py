"""Many callers at the same moment, each with a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

from tests.support.waiting import PATIENCE_SECONDS


def at_once(calls: list[Callable[[], Any]], *, threads: int) -> list[Any]:
    """Make all the calls from so many threads that start together; return results and exceptions in order."""
    start = threading.Barrier(threads)

    def run(call: Callable[[], Any]) -> Any:
        try:
            return call()
        except Exception as error:  # noqa: BLE001 - every outcome is a result here
            return error

    def work(share: list[tuple[int, Callable[[], Any]]]) -> list[tuple[int, Any]]:
        try:
            # How long one waits on a busy machine is not what a storm is about.
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '60s'; SET statement_timeout = '60s'")
            start.wait(timeout=PATIENCE_SECONDS)
            return [(index, run(call)) for index, call in share]
        finally:
            connection.close()

    shares = [list(enumerate(calls))[n::threads] for n in range(threads)]
    with ThreadPoolExecutor(threads) as pool:
        done = [pair for share in pool.map(work, shares) for pair in share]
    return [outcome for _, outcome in sorted(done, key=lambda pair: pair[0])]
