"""The clock. Entry points read it and pass `at` down; nothing below asks what time it is."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from riz.values import time_zones


def now() -> dt.datetime:
    """Return this instant in UTC."""
    return dt.datetime.now(dt.UTC)


def zone(name: str) -> dt.tzinfo:
    """Return a time zone to print a time in: UTC for a name that is none, so that nothing fails for what stands beside the matter."""
    return ZoneInfo(name) if name in time_zones() else dt.UTC


def local_date(at: dt.datetime, time_zone: str) -> dt.date:
    """Return the calendar date at a place: `at` seen in its IANA `time_zone`."""
    return at.astimezone(ZoneInfo(time_zone)).date()


def local_instant(date: dt.date, time: dt.time, time_zone: str) -> dt.datetime:
    """Return the instant, in UTC, at which the clocks of a place show a time on a date.

    A time that is left out when clocks go forward is as much later as they go; one that comes twice is the first.
    """
    return dt.datetime.combine(date, time, ZoneInfo(time_zone)).astimezone(dt.UTC)
