"""The clock. Entry points read it and pass `at` down; nothing below asks what time it is."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo


def now() -> dt.datetime:
    """Return this instant in UTC."""
    return dt.datetime.now(dt.UTC)


def local_date(at: dt.datetime, time_zone: str) -> dt.date:
    """Return the calendar date at a place: `at` seen in its IANA `time_zone`."""
    return at.astimezone(ZoneInfo(time_zone)).date()
