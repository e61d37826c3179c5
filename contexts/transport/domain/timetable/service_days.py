"""Service days as instants: times of a day count from its noon less twelve hours, in the feed's zone.

That is midnight, except on the days when clocks change: then it is an hour (or, on Lord Howe, half an hour) beside it.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

_EPOCH: Final = dt.date(1970, 1, 1)
_HALF_DAY_S: Final = 12 * 3600
_DAY_S: Final = 24 * 3600


@lru_cache(maxsize=4096)
def midnight(zone: str, day: int) -> int:
    """Return the POSIX seconds that times of a service day (days since 1970-01-01) count from."""
    date = _EPOCH + dt.timedelta(days=day)
    noon = dt.datetime.combine(date, dt.time(12), tzinfo=ZoneInfo(zone))
    return int(noon.timestamp()) - _HALF_DAY_S


def days_between(
    zone: str, start: int, end: int, *, times: tuple[int, int], days: range
) -> list[tuple[int, int]]:
    """Return (day, its midnight) of each of some service days that may have something in [start, end).

    `times` are the earliest and the latest of all times, in seconds of a service day.
    """
    earliest, latest = times
    # A day more on each side: no zone is further than that from UTC.
    first = max((start - latest) // _DAY_S - 1, days.start)
    last = min((end - earliest) // _DAY_S + 1, days.stop - 1)
    zeros = ((day, midnight(zone, day)) for day in range(first, last + 1))
    return [(day, zero) for day, zero in zeros if zero + earliest < end and zero + latest >= start]
