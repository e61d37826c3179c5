"""Reads of inventory; rows become contracts here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict
from uuid import UUID

from riz import mapping, personal_data
from riz.actor import Actor
from riz.clock import local_date
from riz.money import Money
from riz.policies import Target, require

from . import errors
from .contracts import (
    DateAvailability,
    Hold,
    HoldLine,
    NightQuote,
    ResourceKind,
    StayQuote,
)
from .domain import calendar, lines, policies, stay_price
from .models import Hold as HoldRow
from .models import Resource, StockDate

MAX_LISTED_DAYS = 92


def list_dates(
    *, resource_id: UUID, first_date: dt.date, end_date: dt.date
) -> tuple[DateAvailability, ...]:
    """List the calendar of a resource; dates without a row are not on sale and not listed."""
    if end_date <= first_date or (end_date - first_date).days > MAX_LISTED_DAYS:
        raise errors.InvalidDates(
            f"Ask for at least one and at most {MAX_LISTED_DAYS} days.", max_days=MAX_LISTED_DAYS
        )
    resource = get_resource(resource_id=resource_id)
    rows = StockDate.objects.filter(
        resource_id=resource_id, date__gte=first_date, date__lt=end_date
    ).order_by("date")
    return tuple(_to_availability(resource, row) for row in rows)


def quote_stay(
    *,
    resource_id: UUID,
    check_in: dt.date,
    check_out: dt.date,
    units: int,
    guests: int,
    at: dt.datetime,
) -> StayQuote:
    """Price a stay night by night, and name what a hold of it would meet now."""
    lines.check_range(first_date=check_in, end_date=check_out)
    if units < 1 or guests < 1:
        raise errors.InvalidQuantity("Ask for at least one unit and one guest.")
    resource = facts_of(get_resource(resource_id=resource_id))
    if resource.kind is not ResourceKind.STAY:
        raise errors.NotAStay
    spread = stay_price.guests_by_unit(
        guests=guests, units=units, max_occupancy=resource.max_occupancy
    )
    days = load_calendars(resource_ids=[resource_id], first_date=check_in, end_date=check_out)
    nights = tuple(
        _to_night(resource, date, facts, spread)
        for date, facts in days[resource_id].items()
        if date < check_out
    )
    return StayQuote(
        resource_id=resource_id,
        check_in=check_in,
        check_out=check_out,
        units=units,
        guests=guests,
        nights=nights,
        total=Money(
            sum(price.amount_minor for night in nights for price in night.unit_prices),
            resource.currency,
        ),
        refusal=_refusal(
            resource,
            days[resource_id],
            dict.fromkeys(lines.dates_of(first_date=check_in, end_date=check_out), units),
            at,
        ),
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
            Target(organisation_id=line.resource.seller_id, asset_id=line.resource_id)
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


def load_calendars(
    *, resource_ids: Iterable[UUID], first_date: dt.date, end_date: dt.date
) -> dict[UUID, dict[dt.date, calendar.DateFacts]]:
    """Read the dates of several resources, the end date included because departures look at it."""
    days: dict[UUID, dict[dt.date, calendar.DateFacts]] = {key: {} for key in resource_ids}
    rows = StockDate.objects.filter(
        resource_id__in=list(days), date__gte=first_date, date__lte=end_date
    ).order_by("date")
    for row in rows:
        days[row.resource_id][row.date] = mapping.to_contract(
            calendar.DateFacts, row, price_minor=row.price_override_minor
        )
    return days


def facts_of(row: Resource) -> calendar.ResourceFacts:
    """Write a resource as the rules see it."""
    return mapping.to_contract(calendar.ResourceFacts, row)


def to_contract(row: HoldRow) -> Hold:
    """Write a hold as others see it."""
    held = sorted(row.lines.all(), key=lambda line: line.pk)
    return mapping.to_contract(
        Hold, row, lines=tuple(mapping.to_contract(HoldLine, line) for line in held)
    )


def _to_availability(resource: Resource, row: StockDate) -> DateAvailability:
    price = row.price_override_minor
    minor = resource.base_price_minor if price is None else price
    return mapping.to_contract(
        DateAvailability,
        row,
        is_closed=row.is_closed or not resource.is_open,
        unit_price=Money(minor, resource.currency) if resource.kind == ResourceKind.STAY else None,
    )


def _to_night(
    resource: calendar.ResourceFacts,
    date: dt.date,
    facts: calendar.DateFacts,
    guests: tuple[int, ...],
) -> NightQuote:
    prices = stay_price.night_prices(resource=resource, facts=facts, guests=guests)
    return NightQuote(date=date, free=facts.free, price=prices[0], unit_prices=prices)


def _refusal(
    resource: calendar.ResourceFacts,
    days: calendar.Calendar,
    quantities: dict[dt.date, int],
    at: dt.datetime,
) -> str | None:
    try:
        calendar.check_sale(
            resource=resource,
            calendar=days,
            first_date=min(quantities),
            end_date=max(quantities) + dt.timedelta(days=1),
            quantities=quantities,
            today=local_date(at, resource.time_zone),
        )
    except (errors.NotAvailable, errors.DateInPast) as refusal:
        return refusal.code
    return None


@personal_data.exports("inventory")
def export_holds(*, user_id: UUID) -> personal_data.Section:
    """Return what a person set aside."""
    rows = HoldRow.objects.prefetch_related("lines").filter(requester=f"user:{user_id}")
    return [asdict(to_contract(row)) for row in rows.order_by("id")]
