"""How long to wait before trying an outside system again."""

from __future__ import annotations

import datetime as dt
import random

FIRST_SECONDS = 5.0
LONGEST_SECONDS = 3600.0


def retry_delay(attempts: int) -> dt.timedelta:
    """Return the pause after the `attempts`-th failure: doubling, capped at an hour, jittered by a quarter."""
    seconds = min(FIRST_SECONDS * 2.0 ** min(attempts - 1, 20), LONGEST_SECONDS)
    return dt.timedelta(seconds=seconds * random.uniform(0.75, 1.25))  # noqa: S311 - spreads load, guards nothing
