"""Rows of inventory for its own tests."""

from __future__ import annotations

import datetime as dt

import factory

from contexts.inventory.contracts import HoldLine, ResourceKind
from contexts.inventory.models import Resource, StockDate
from riz.ids import new_id

NOW = dt.datetime(2026, 3, 14, 9, 30, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(minutes=15)
DAY = dt.date(2026, 4, 1)
ONE = dt.timedelta(days=1)


class ResourceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Resource

    id = factory.LazyFunction(new_id)
    item_id = factory.SelfAttribute("id")
    kind = ResourceKind.STAY
    seller_id = factory.LazyFunction(new_id)
    time_zone = "Asia/Kolkata"
    capacity = 3
    open_weekdays = factory.LazyFunction(lambda: [1, 2, 3, 4, 5, 6, 7])
    base_price_minor = 240_000
    base_occupancy = 2
    extra_guest_minor = 60_000
    max_occupancy = 3
    updated_at = NOW


class StockDateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StockDate

    resource = factory.SubFactory(ResourceFactory)
    date = DAY
    capacity = factory.SelfAttribute("resource.capacity")


def open_calendar(*, days=10, first=DAY, **facts):
    """A resource with a row for each of some days."""
    resource = ResourceFactory(**facts)
    StockDate.objects.bulk_create(
        StockDate(resource=resource, date=first + ONE * n, capacity=resource.capacity)
        for n in range(days)
    )
    return resource


def line(resource, *, first=DAY, nights=1, quantity=1):
    return HoldLine(
        resource_id=resource.id, first_date=first, end_date=first + ONE * nights, quantity=quantity
    )


def counters(resource):
    """What each date of a resource holds: `{date: (held, sold)}`."""
    rows = StockDate.objects.filter(resource=resource).order_by("date")
    return {row.date: (row.held, row.sold) for row in rows}
