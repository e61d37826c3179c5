"""Rules of a calendar: restrictions of a range of dates, checked before stock is taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from riz.clock import local_date, local_instant

from .. import errors
from ..contracts import ResourceKind
from . import lines


@dataclass(frozen=True, slots=True)
class DateFacts:
    """A date of a resource's calendar."""

    free: int
    is_closed: bool = False
    min_stay: int = 1
    max_stay: int | None = None
    closed_to_arrival: bool = False
    closed_to_departure: bool = False
    price_minor: int | None = None


@dataclass(frozen=True, slots=True)
class ResourceFacts:
    """A resource as the rules see it; the price facts are those of stays, `starts_at` is that of a slot in its own time."""

    id: UUID
    kind: ResourceKind
    time_zone: str
    is_open: bool
    currency: str
    base_price_minor: int
    base_occupancy: int
    extra_guest_minor: int
    max_occupancy: int
    starts_at: dt.time | None = None


Calendar = Mapping[dt.date, DateFacts]


def check_sale(
    *,
    resource: ResourceFacts,
    calendar: Calendar,
    first_date: dt.date,
    end_date: dt.date,
    quantities: Mapping[dt.date, int],
    at: dt.datetime,
) -> None:
    """Refuse what taking so many on each of these dates would meet at an instant.

    The first date at fault is named. A date without a row is not on sale. Of dates on which nothing is taken, because
    they were held before, nothing is asked.
    """
    dates = lines.dates_of(first_date=first_date, end_date=end_date)
    taken = [date for date in dates if quantities.get(date, 0) > 0]
    today = local_date(at, resource.time_zone)
    if taken and taken[0] < today:
        raise errors.DateInPast(**_facts(resource, taken[0]), today=today.isoformat())
    if taken and has_started(resource.starts_at, resource.time_zone, date=taken[0], at=at):
        raise errors.AlreadyStarted(**_facts(resource, taken[0]))
    for date in taken:
        _check_date(resource, calendar.get(date), date, quantities[date])
    if taken and resource.kind is ResourceKind.STAY:
        _check_stay(resource, calendar, first_date, end_date)
        if first_date in taken and calendar[first_date].closed_to_arrival:
            raise errors.ClosedToArrival(**_facts(resource, first_date))


def has_started(
    starts_at: dt.time | None, time_zone: str, *, date: dt.date, at: dt.datetime
) -> bool:
    """Tell whether it is too late for a slot on a date; what is sold by the day starts at the end of it."""
    if starts_at is None:
        return date < local_date(at, time_zone)
    return local_instant(date, starts_at, time_zone) <= at


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
    arrival, nights = calendar.get(first_date), (end_date - first_date).days
    if arrival is not None and nights < arrival.min_stay:
        raise errors.StayTooShort(**_facts(resource, first_date), min_stay=arrival.min_stay)
    if arrival is not None and arrival.max_stay is not None and nights > arrival.max_stay:
        raise errors.StayAboveMaximum(**_facts(resource, first_date), max_stay=arrival.max_stay)
    departure = calendar.get(end_date)
    if departure is not None and departure.closed_to_departure:
        raise errors.ClosedToDeparture(**_facts(resource, end_date))


def _facts(resource: ResourceFacts, date: dt.date) -> dict[str, str]:
    return {"resource_id": str(resource.id), "date": date.isoformat()}
