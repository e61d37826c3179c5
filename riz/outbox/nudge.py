"""The nudge that wakes relays after a commit: NOTIFY as a hint, never the guarantee.

A NOTIFY takes a lock that all committing transactions of the database share, so it is sent outside
the business transaction and at most once in `INTERVAL_SECONDS` by each process.
"""

from __future__ import annotations

import contextlib
import time

from django.db import Error, connection

CHANNEL = "riz_outbox"
INTERVAL_SECONDS = 0.05

_last_sent = 0.0


def wake_relays() -> None:
    """Hint to every relay that something is pending; a failure only costs latency, for the relay polls."""
    global _last_sent  # noqa: PLW0603 - a throttle shared by the threads of this process; a lost update sends one hint more
    if time.monotonic() - _last_sent < INTERVAL_SECONDS:
        return
    _last_sent = time.monotonic()
    with contextlib.suppress(Error), connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")
