"""Reads of inventory; rows become contracts here."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, fields
from itertools import groupby
from operator import itemgetter
from uuid import UUID

from django.db import connection

from riz import mapping, personal_data
from riz.actor import Actor
from riz.money import Money, total
from riz.policies import Target, require

from . import errors
from .contracts import (
    CalendarDate,
    Hold,
    HoldLine,
    NightQuote,
    ResourceKind,
    Slot,
    SlotDate,
    Stay,
    StayQuote,
)
from .domain import calendar, policies, stay_price
from .domain import lines as stock_lines
from .models import Hold as HoldRow
from .models import Resource, StockDate

MAX_LISTED_DAYS = 92


def list_dates(
    *, resource_id: UUID, first_date: dt.date, end_date: dt.date
) -> tuple[CalendarDate, ...]:
    """List the calendar of a resource; dates without a row are not on sale and not listed."""
    check_listed(first_date=first_date, end_date=end_date)
    resource = get_resource(resource_id=resource_id)
    rows = StockDate.objects.filter(
        resource_id=resource_id, date__gte=first_date, date__lt=end_date
    ).order_by("date")
    return tuple(_to_calendar_date(resource, row) for row in rows)


def list_managed_dates(
    *, resource_id: UUID, first_date: dt.date, end_date: dt.date, actor: Actor
) -> tuple[CalendarDate, ...]:
    """List the calendar of a resource that the actor manages, with what only its seller sees."""
    require(actor, policies.READ_STOCK, get_resource(resource_id=resource_id))
    return list_dates(resource_id=resource_id, first_date=first_date, end_date=end_date)


def check_listed(*, first_date: dt.date, end_date: dt.date) -> None:
    """Refuse a range that is empty, reversed or longer than may be listed or changed at once."""
    if end_date <= first_date or (end_date - first_date).days > MAX_LISTED_DAYS:
        raise errors.InvalidDates(
            f"Ask for at least one and at most {MAX_LISTED_DAYS} days.", max_days=MAX_LISTED_DAYS
        )


def quote_stay(*, stay: Stay, at: dt.datetime) -> StayQuote:
    """Price a stay night by night, and name what a hold of it would meet now."""
    (quote,) = quote_stays(stays=[stay], at=at)
    return quote


def quote_stays(*, stays: Sequence[Stay], at: dt.datetime) -> tuple[StayQuote, ...]:
    """Price several stays with one statement, each as if it were wanted alone."""
    for stay in stays:
        stock_lines.check_range(first_date=stay.check_in, end_date=stay.check_out)
        if stay.units < 1 or stay.guests < 1:
            raise errors.InvalidQuantity("Ask for at least one unit and one guest.")
    stock = load_stock(
        resource_ids={stay.resource_id for stay in stays},
        first_date=min(stay.check_in for stay in stays),
        end_date=max(stay.check_out for stay in stays),
    )
    return tuple(_quote(stay, stock.get(stay.resource_id), at) for stay in stays)


def _quote(stay: Stay, stock: Stock | None, at: dt.datetime) -> StayQuote:
    if stock is None:
        raise errors.UnknownResource(resource_id=str(stay.resource_id))
    resource, days = stock
    if resource.kind is not ResourceKind.STAY:
        raise errors.NotAStay
    guests = stay_price.guests_by_unit(
        guests=stay.guests, units=stay.units, max_occupancy=resource.max_occupancy
    )
    dates = stock_lines.dates_of(first_date=stay.check_in, end_date=stay.check_out)
    line = HoldLine(
        resource_id=resource.id,
        first_date=stay.check_in,
        end_date=stay.check_out,
        quantity=stay.units,
    )
    refusal = _refusal_of(line, stock, stock_lines.wanted(lines=[line]), at)
    nights = tuple(_to_night(resource, date, days[date], guests) for date in dates if date in days)
    return StayQuote(
        **asdict(stay),
        guests_by_unit=guests,
        base_occupancy=resource.base_occupancy,
        extra_guest=Money(resource.extra_guest_minor, resource.currency),
        nights=nights,
        total=total((price for night in nights for price in night.unit_prices), resource.currency),
        refusal=refusal.code if refusal else None,
    )


def get_hold(*, hold_id: UUID) -> Hold:
    """Return a hold, whoever placed it."""
    row = HoldRow.objects.prefetch_related("lines").filter(id=hold_id).first()
    if row is None:
        raise errors.HoldNotFound(hold_id=str(hold_id))
    return to_contract(row)


def get_own_hold(*, hold_id: UUID, actor: Actor) -> Hold:
    """Return a hold that the actor placed, or that holds nothing but stock that it manages; no other exists for it."""
    unknown = errors.HoldNotFound(hold_id=str(hold_id))
    row = HoldRow.objects.prefetch_related("lines__resource").filter(id=hold_id).first()
    if row is None:
        raise unknown
    require(actor, policies.READ_HOLD, held_stock(row), refusal=unknown)
    return to_contract(row)


def held_stock(row: HoldRow) -> policies.HeldStock:
    """Show a hold to policies: who placed it, and whose stock it holds."""
    return policies.HeldStock(
        requester=row.requester,
        stock=tuple(
            Target(organisation_id=line.resource.seller_id, asset_id=line.resource.item_id)
            for line in row.lines.all()
        ),
    )


def get_resource(*, resource_id: UUID) -> Resource:
    """Return the row of a resource."""
    row = Resource.objects.filter(id=resource_id).first()
    if row is None:
        raise errors.UnknownResource(resource_id=str(resource_id))
    return row


def list_time_zones() -> tuple[str, ...]:
    """List the zones in which something is on sale."""
    zones = Resource.objects.filter(is_open=True).values_list("time_zone", flat=True).distinct()
    return tuple(zones.order_by("time_zone"))


def check_sale(
    *,
    lines: Sequence[HoldLine],
    at: dt.datetime,
    taken: Mapping[tuple[UUID, dt.date], int] | None = None,
) -> None:
    """Refuse lines that can't be had now; of those held before, `taken` is what is new."""
    quantities = stock_lines.wanted(lines=lines) if taken is None else taken
    stock = load_stock(
        resource_ids={line.resource_id for line in lines},
        first_date=min(line.first_date for line in lines),
        end_date=max(line.end_date for line in lines),
    )
    for line in lines:
        _check_line(line, stock.get(line.resource_id), quantities, at)


def find_refusals(
    *, lines: Sequence[HoldLine], at: dt.datetime
) -> tuple[errors.NotAvailable | errors.DateInPast | errors.UnknownResource | None, ...]:
    """Return what holding each line would meet now if those before it were held, with one statement."""
    stock = load_stock(
        resource_ids={line.resource_id for line in lines},
        first_date=min(line.first_date for line in lines),
        end_date=max(line.end_date for line in lines),
    )
    before: Counter[tuple[UUID, dt.date]] = Counter()
    found = []
    for line in lines:
        before += stock_lines.wanted(lines=[line])
        found.append(_refusal_of(line, stock.get(line.resource_id), before, at))
    return tuple(found)


# In the order of the fields of both contracts, which the rows are read into as they come.
_STOCK = """
SELECT r.id, r.kind, r.time_zone, r.is_open, r.currency,
       r.base_price_minor, r.base_occupancy, r.extra_guest_minor, r.max_occupancy, r.starts_at,
       d.date, d.capacity + d.overbooking - d.held - d.sold - d.blocked, d.is_closed, d.min_stay,
       d.max_stay, d.closed_to_arrival, d.closed_to_departure, d.price_override_minor
  FROM inventory_resource r
       LEFT JOIN inventory_date d ON d.resource_id = r.id AND d.date BETWEEN %s AND %s
 WHERE r.id = ANY (%s)
 ORDER BY r.id, d.date
"""
_SLOTS = """
SELECT r.item_id, r.id, r.time_zone, r.starts_at, d.date,
       d.capacity + d.overbooking - d.held - d.sold - d.blocked, d.is_closed
  FROM inventory_resource r
       LEFT JOIN inventory_date d ON d.resource_id = r.id AND d.date >= %s AND d.date < %s
 WHERE r.item_id = ANY (%s) AND r.kind = %s AND r.is_open
 ORDER BY r.item_id, r.starts_at, d.date
"""
_FACTS = len(fields(calendar.ResourceFacts))
Stock = tuple[calendar.ResourceFacts, dict[dt.date, calendar.DateFacts]]


def load_stock(
    *, resource_ids: Collection[UUID], first_date: dt.date, end_date: dt.date
) -> dict[UUID, Stock]:
    """Read resources and their dates in one statement; the end date is included, because departures look at it."""
    with connection.cursor() as cursor:
        cursor.execute(_STOCK, [first_date, end_date, list(resource_ids)])
        rows = cursor.fetchall()
    stock: dict[UUID, Stock] = {}
    for row in rows:
        if row[0] not in stock:
            stock[row[0]] = (
                calendar.ResourceFacts(row[0], ResourceKind(row[1]), *row[2:_FACTS]),
                {},
            )
        date, *facts = row[_FACTS:]
        if date is not None:
            stock[row[0]][1][date] = calendar.DateFacts(*facts)
    return stock


def find_slots(
    *, item_ids: Collection[UUID], first_date: dt.date, end_date: dt.date, at: dt.datetime
) -> tuple[Slot, ...]:
    """Return the slots of experiences on sale, with their dates in [first_date, end_date), in one statement.

    An experience without starts has one slot, its day as a whole; of what is not on sale there is none.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SLOTS, [first_date, end_date, list(item_ids), ResourceKind.SLOT.value])
        rows = cursor.fetchall()
    return tuple(
        Slot(
            item_id=item_id,
            resource_id=resource_id,
            starts_at=starts_at,
            dates=tuple(
                SlotDate(
                    date=date,
                    free=free,
                    is_closed=is_closed
                    or calendar.has_started(starts_at, time_zone, date=date, at=at),
                )
                for *_, date, free, is_closed in dates
                if date is not None
            ),
        )
        for (item_id, resource_id, time_zone, starts_at), dates in groupby(
            rows, itemgetter(0, 1, 2, 3)
        )
    )


def list_slots(
    *, item_id: UUID, first_date: dt.date, end_date: dt.date, at: dt.datetime
) -> tuple[Slot, ...]:
    """Return the slots of one experience on sale; of one that is withdrawn there are none."""
    check_listed(first_date=first_date, end_date=end_date)
    found = find_slots(item_ids=[item_id], first_date=first_date, end_date=end_date, at=at)
    if not found:
        get_resource(resource_id=item_id)
    return found


def to_contract(row: HoldRow) -> Hold:
    """Write a hold as others see it."""
    held = sorted(row.lines.all(), key=lambda line: line.pk)
    return mapping.to_contract(
        Hold, row, lines=tuple(mapping.to_contract(HoldLine, line) for line in held)
    )


def _to_calendar_date(resource: Resource, row: StockDate) -> CalendarDate:
    row.resource = resource
    base = Money(resource.base_price_minor, resource.currency)
    return mapping.to_contract(
        CalendarDate,
        row,
        is_closed=row.is_closed or not resource.is_open,
        own_price=row.own_price,
        unit_price=None
        if resource.kind != ResourceKind.STAY
        else row.own_price
        if row.own_price is not None
        else base,
    )


def _to_night(
    resource: calendar.ResourceFacts,
    date: dt.date,
    facts: calendar.DateFacts,
    guests: tuple[int, ...],
) -> NightQuote:
    prices = stay_price.night_prices(resource=resource, facts=facts, guests=guests)
    return NightQuote(
        date=date,
        free=facts.free,
        base=stay_price.unit_price(resource=resource, facts=facts),
        price=prices[0],
        unit_prices=prices,
    )


def _refusal_of(
    line: HoldLine,
    stock: Stock | None,
    quantities: Mapping[tuple[UUID, dt.date], int],
    at: dt.datetime,
) -> errors.NotAvailable | errors.DateInPast | errors.UnknownResource | None:
    try:
        _check_line(line, stock, quantities, at)
    except (errors.NotAvailable, errors.DateInPast, errors.UnknownResource) as refusal:
        return refusal
    return None


def _check_line(
    line: HoldLine,
    stock: Stock | None,
    quantities: Mapping[tuple[UUID, dt.date], int],
    at: dt.datetime,
) -> None:
    if stock is None:
        raise errors.UnknownResource(resource_id=str(line.resource_id))
    resource, days = stock
    calendar.check_sale(
        resource=resource,
        calendar=days,
        first_date=line.first_date,
        end_date=line.end_date,
        quantities={date: count for (key, date), count in quantities.items() if key == resource.id},
        at=at,
    )


@personal_data.exports("inventory")
def export_holds(*, user_id: UUID) -> personal_data.Section:
    """Return what a person set aside."""
    rows = HoldRow.objects.prefetch_related("lines").filter(requester=f"user:{user_id}")
    return [asdict(to_contract(row)) for row in rows.order_by("id")]
