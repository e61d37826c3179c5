"""Decisions of sellers about dates: how many there are, what is kept back, who may arrive, at which price."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, TypedDict
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from riz.actor import Actor
from riz.locking import lock_all
from riz.money import Money
from riz.policies import allows, require
from riz.use_cases import use_case

from .. import errors, queries
from ..contracts import ResourceKind
from ..domain import policies
from ..models import StockDate


class DateChange(TypedDict, total=False):
    """The change of dates; what isn't named stays as it is, and None takes back what a date had of its own."""

    is_closed: bool
    blocked: int
    own_capacity: int | None
    overbooking: int
    overbooking_reason: str
    min_stay: int
    max_stay: int | None
    closed_to_arrival: bool
    closed_to_departure: bool
    own_price: Money | None


COLUMNS = {"own_price": "price_override_minor"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRange:
    """The dates of the half-open [first_date, end_date) that fall on one of the weekdays, Monday being 1."""

    resource_id: UUID
    first_date: dt.date
    end_date: dt.date
    weekdays: Collection[int] = range(1, 8)


@use_case
def change_dates(
    *, dates: Collection[int] | DateRange, change: DateChange, actor: Actor, at: dt.datetime
) -> int:
    """Change dates in one go, all of them or none; return how many there were.

    Of dates that are named by their rows, those are left out whose seller the actor may not manage.

    Raises:
        BlockTooLarge: more would be kept back than is free.
        CapacityBelowTaken: a date would have less than is held and sold.
        OverbookingTooLarge: more would be overbooked than the setting allows, or without a reason.
        NotPricedByDate: a price in another currency, below zero, or of what isn't sold by the night.
    """
    del at
    rows = lock_all(
        _rows(dates, actor).select_related("resource"), "resource_id", "date", no_key=True
    )
    allowed = [row for row in rows if allows(actor, policies.CHANGE_DATES, row)]
    for row in allowed:
        _apply(row, change)
    if allowed:
        columns = [COLUMNS.get(name, name) for name in change]
        StockDate.objects.bulk_update(allowed, [*columns, "capacity"])
    return len(allowed)


def _rows(dates: Collection[int] | DateRange, actor: Actor) -> QuerySet[StockDate]:
    if not isinstance(dates, DateRange):
        return StockDate.objects.filter(id__in=dates)
    resource = queries.get_resource(resource_id=dates.resource_id)
    require(actor, policies.CHANGE_DATES, StockDate(resource=resource))
    queries.check_listed(first_date=dates.first_date, end_date=dates.end_date)
    return resource.dates.filter(
        date__gte=dates.first_date,
        date__lt=dates.end_date,
        date__iso_week_day__in=list(dates.weekdays),
    )


def _apply(row: StockDate, change: DateChange) -> None:
    for name, value in change.items():
        setattr(row, COLUMNS.get(name, name), _minor(row, value) if name == "own_price" else value)
    date, taken = row.date.isoformat(), row.held + row.sold
    if "own_capacity" in change:
        # What is taken already stays, as where a resource comes to have less.
        least = max(row.resource.capacity, taken + row.blocked - row.overbooking)
        row.capacity = least if row.own_capacity is None else row.own_capacity
    limit = row.capacity * settings.RIZ_OVERBOOKING_PERCENT // 100
    if row.overbooking > limit or (row.overbooking and not row.overbooking_reason.strip()):
        raise errors.OverbookingTooLarge(date=date, limit=limit)
    if row.free >= 0:
        return
    if "blocked" in change and row.blocked:
        raise errors.BlockTooLarge(date=date, free=row.free + row.blocked)
    raise errors.CapacityBelowTaken(date=date, taken=taken + row.blocked)


def _minor(row: StockDate, price: Any) -> int | None:
    if price is None:
        return None
    resource, minor = row.resource, int(price.amount_minor)
    if resource.kind != ResourceKind.STAY or price.currency != resource.currency or minor < 0:
        raise errors.NotPricedByDate(currency=resource.currency)
    return minor
