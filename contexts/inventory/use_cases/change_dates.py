"""Decisions of staff about dates: closing, blocking, pricing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from riz.actor import Actor
from riz.policies import allows
from riz.use_cases import use_case

from .. import errors
from ..domain import policies
from ..models import StockDate


@dataclass(frozen=True, slots=True, kw_only=True)
class DateChange:
    """The change of a date; None leaves it as it is, a price of 0 or less takes the override away."""

    is_closed: bool | None = None
    blocked: int | None = None
    price_override_minor: int | None = None


@use_case
def change_dates(
    *, date_ids: Collection[int], change: DateChange, actor: Actor, at: dt.datetime
) -> int:
    """Change those of the dates whose seller the actor may manage; return how many there were."""
    del at
    rows = list(
        StockDate.objects.filter(id__in=date_ids)
        .select_related("resource")
        .order_by("resource_id", "date")
        .select_for_update(of=("self",), no_key=True)
    )
    allowed = [row for row in rows if allows(actor, policies.CHANGE_DATES, row)]
    for row in allowed:
        _apply(row, change)
    StockDate.objects.bulk_update(allowed, ["is_closed", "blocked", "price_override_minor"])
    return len(allowed)


def _apply(row: StockDate, change: DateChange) -> None:
    if change.is_closed is not None:
        row.is_closed = change.is_closed
    if change.blocked is not None:
        if change.blocked < 0 or change.blocked > row.free + row.blocked:
            raise errors.BlockTooLarge(date=row.date.isoformat(), free=row.free + row.blocked)
        row.blocked = change.blocked
    if change.price_override_minor is not None:
        row.price_override_minor = (
            change.price_override_minor if change.price_override_minor > 0 else None
        )
