"""Lines of a hold: limits, and what they come to for each resource and date."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from uuid import UUID

from .. import errors
from ..contracts import HoldLine

MAX_NIGHTS = 30
MAX_LINES = 20
# Of a change, which may have the lines of before and those that come.
MAX_LINES_INSIDE = 100
MAX_QUANTITY = 1000
MAX_CAPACITY = 1_000_000


def check_lines(*, lines: Sequence[HoldLine], at_most: int = MAX_LINES) -> None:
    """Refuse lines that no calendar could satisfy, before anything is read."""
    if not 1 <= len(lines) <= at_most:
        raise errors.InvalidQuantity(max_lines=at_most)
    for line in lines:
        check_range(first_date=line.first_date, end_date=line.end_date)
        if not 1 <= line.quantity <= MAX_QUANTITY:
            raise errors.InvalidQuantity(quantity=line.quantity)


def check_range(*, first_date: dt.date, end_date: dt.date) -> None:
    """Refuse a range that is empty, reversed or longer than one hold may be."""
    if end_date <= first_date:
        raise errors.InvalidDates(first_date=first_date.isoformat(), end_date=end_date.isoformat())
    if (end_date - first_date).days > MAX_NIGHTS:
        raise errors.StayTooLong(max_nights=MAX_NIGHTS)


def dates_of(*, first_date: dt.date, end_date: dt.date) -> list[dt.date]:
    """List the dates of the half-open [first_date, end_date)."""
    return [first_date + dt.timedelta(days=n) for n in range((end_date - first_date).days)]


def wanted(*, lines: Iterable[HoldLine]) -> Counter[tuple[UUID, dt.date]]:
    """Sum the lines for each resource and date."""
    sums: Counter[tuple[UUID, dt.date]] = Counter()
    for line in lines:
        for date in dates_of(first_date=line.first_date, end_date=line.end_date):
            sums[line.resource_id, date] += line.quantity
    return sums
