"""When a message that could not be handed over is tried again, and when it is given up."""

from __future__ import annotations

import datetime as dt
import random

MOST_ATTEMPTS = 8
LEASE = dt.timedelta(seconds=90)
_FIRST_SECONDS = 10.0
_LONGEST_SECONDS = 3600.0


def retry_delay(attempts: int) -> dt.timedelta:
    """Return the pause after the `attempts`-th failure: trebling, capped at an hour, jittered by a quarter."""
    seconds = min(_FIRST_SECONDS * 3.0 ** (attempts - 1), _LONGEST_SECONDS)
    return dt.timedelta(seconds=seconds * random.uniform(0.75, 1.25))  # noqa: S311 - spreads load, guards nothing


def is_given_up(*, attempts: int, is_permanent: bool) -> bool:
    """Tell whether no further attempt is made."""
    return is_permanent or attempts >= MOST_ATTEMPTS
