"""The months of the access log."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

_PARTITION = re.compile(r"identity_partneraccess_([0-9]{4})_([0-9]{2})", re.ASCII)


def month_of(at: dt.datetime) -> dt.date:
    """Return the first day of the instant's month, in UTC."""
    return at.astimezone(dt.UTC).date().replace(day=1)


def months_later(month: dt.date, count: int) -> dt.date:
    """Return the first day of the month so many months later, or earlier."""
    year, index = divmod(month.year * 12 + month.month - 1 + count, 12)
    return dt.date(year, index + 1, 1)


def old_partitions(names: Iterable[str], *, before: dt.date) -> tuple[str, ...]:
    """Return which of the partitions hold a month before that one; others' tables are none of them."""
    return tuple(name for name in sorted(names) if (month := _month_in(name)) and month < before)


def _month_in(name: str) -> dt.date | None:
    found = _PARTITION.fullmatch(name)
    return dt.date(int(found[1]), int(found[2]), 1) if found else None
