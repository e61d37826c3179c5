"""Rules of a calendar: restrictions of a range of dates, checked before stock is taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from .. import errors
from ..contracts import ResourceKind
from . import lines


@dataclass(frozen=True, slots=True, kw_only=True)
class DateFacts:
    """A date of a resource's calendar."""

    free: int
    is_closed: bool = False
    min_stay: int = 1
    closed_to_arrival: bool = False
    closed_to_departure: bool = False
    price_minor: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceFacts:
    """A resource as the rules see it; the price facts are those of stays."""

    id: UUID
    kind: ResourceKind
    time_zone: str
    is_open: bool
    currency: str
    base_price_minor: int
    base_occupancy: int
    extra_guest_minor: int
    max_occupancy: int


Calendar = Mapping[dt.date, DateFacts]


def check_sale(
    *,
    resource: ResourceFacts,
    calendar: Calendar,
    first_date: dt.date,
    end_date: dt.date,
    quantities: Mapping[dt.date, int],
    today: dt.date,
) -> None:
    """Refuse what a hold of these dates would meet; `today` is the date at the place.

    The first date at fault is named. A date without a row is not on sale.
    """
    if first_date < today:
        raise errors.DateInPast(**_facts(resource, first_date), today=today.isoformat())
    for date in lines.dates_of(first_date=first_date, end_date=end_date):
        _check_date(resource, calendar.get(date), date, quantities[date])
    if resource.kind is ResourceKind.STAY:
        _check_stay(resource, calendar, first_date, end_date)


def _check_date(
    resource: ResourceFacts, facts: DateFacts | None, date: dt.date, quantity: int
) -> None:
    if facts is None or not resource.is_open:
        raise errors.NotOnSale(**_facts(resource, date))
    if facts.is_closed:
        raise errors.DateClosed(**_facts(resource, date))
    if facts.free < quantity:
        raise errors.SoldOut(**_facts(resource, date), free=facts.free, wanted=quantity)


def _check_stay(
    resource: ResourceFacts, calendar: Calendar, first_date: dt.date, end_date: dt.date
) -> None:
    arrival = calendar[first_date]
    if arrival.closed_to_arrival:
        raise errors.ClosedToArrival(**_facts(resource, first_date))
    if (end_date - first_date).days < arrival.min_stay:
        raise errors.StayTooShort(**_facts(resource, first_date), min_stay=arrival.min_stay)
    departure = calendar.get(end_date)
    if departure is not None and departure.closed_to_departure:
        raise errors.ClosedToDeparture(**_facts(resource, end_date))


def _facts(resource: ResourceFacts, date: dt.date) -> dict[str, str]:
    return {"resource_id": str(resource.id), "date": date.isoformat()}
