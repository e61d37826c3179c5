"""The number under which a cache is kept, in the database: how a change gets through while Valkey is silent.

Readers remember the number for a second. A writer that can't tell Valkey raises it in its own transaction, and answers its
caller only when every reader must have asked again: what Valkey still holds is then read by nobody.
"""

from __future__ import annotations

import threading
import time
import zlib

from django.db import connection

from . import models

REMEMBERED_SECONDS = 1.0

_known: dict[str, tuple[float, int]] = {}
_lock = threading.Lock()


def recent(name: str) -> int:
    """Return the number, at most a second old: one query for each process and second."""
    # The moment before the question: what is answered may be older than the answer.
    asked_at = time.monotonic()
    with _lock:
        at, number = _known.get(name, (-REMEMBERED_SECONDS, 0))
    if asked_at - at < REMEMBERED_SECONDS:
        return number
    number = _read(name)
    with _lock:
        _known[name] = (asked_at, number)
    return number


def pin(name: str) -> int:
    """Return the number and keep it from being raised until the open transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_lock_id(name)])
    return _read(name)


def leave_behind(name: str) -> None:
    """Raise the number in the open transaction, once those who pinned it have ended theirs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_lock_id(name)])
        cursor.execute(
            "INSERT INTO caching_generation (name, number) VALUES (%s, 1)"
            " ON CONFLICT (name) DO UPDATE SET number = caching_generation.number + 1",
            [name],
        )


def forget() -> None:
    """Have the next reader of this process ask the database."""
    with _lock:
        _known.clear()


def _read(name: str) -> int:
    found = models.Generation.objects.filter(name=name).values_list("number", flat=True).first()
    return found or 0


def _lock_id(name: str) -> int:
    return zlib.crc32(f"riz.caching:{name}".encode())
