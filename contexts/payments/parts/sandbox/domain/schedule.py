"""When a webhook that was not taken is sent again."""

from __future__ import annotations

import datetime as dt

LEASE = dt.timedelta(seconds=30)
MOST_ATTEMPTS = 12
_LONGEST_SECONDS = 1800


def pause_after(attempts: int) -> dt.timedelta:
    """Return the pause after the `attempts`-th attempt: one second, doubling, at most half an hour."""
    return dt.timedelta(seconds=min(2 ** (attempts - 1), _LONGEST_SECONDS))
