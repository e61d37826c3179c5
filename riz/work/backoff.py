"""How long work that failed waits before it is tried again, and when it is given up."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

_MOST_DOUBLINGS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Backoff:
    """Exponential back-off with equal jitter. Without `most_attempts` nothing is given up."""

    first: dt.timedelta
    longest: dt.timedelta
    most_attempts: int | None = None

    def pause_after(self, attempts: int) -> dt.timedelta:
        """Return the pause after the `attempts`-th failure: doubling up to the longest, half of it left to chance."""
        pause = min(self.first * (1 << min(attempts - 1, _MOST_DOUBLINGS)), self.longest)
        return pause * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, guards nothing

    def is_exhausted(self, attempts: int) -> bool:
        """Return whether no further attempt is made."""
        return self.most_attempts is not None and attempts >= self.most_attempts
