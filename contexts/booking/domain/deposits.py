"""Deposits: the part of a price that confirms a booking, and when the rest is due."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from riz.money import Money, minor_digits

# Who would have to pay the rest sooner than that pays the whole at once.
SHORTEST_NOTICE = dt.timedelta(hours=24)


def due_now(
    *,
    total: Money,
    percent: int | None,
    balance_due_days: int | None,
    travel_starts_at: dt.datetime,
    time_zone: str,
    at: dt.datetime,
) -> tuple[Money, dt.datetime | None]:
    """Return what is to be paid at once, in whole units of the currency, and when the rest is due; None where nothing is left.

    The rest is due some days before the start, at the same time by the clock on the wall at the place.
    """
    if percent is None or balance_due_days is None:
        return total, None
    # Within a zone Python counts by the clock on the wall.
    start = travel_starts_at.astimezone(ZoneInfo(time_zone))
    due_at = (start - dt.timedelta(days=balance_due_days)).astimezone(dt.UTC)
    deposit = _deposit(total, percent)
    if due_at - at < SHORTEST_NOTICE or deposit == total:
        return total, None
    return deposit, due_at


def _deposit(total: Money, percent: int) -> Money:
    """Return the share, rounded up to whole units of the currency."""
    unit = 10 ** minor_digits(total.currency)
    units = -(-total.amount_minor * percent // (100 * unit))
    return min(Money(units * unit, total.currency), total)
