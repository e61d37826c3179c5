"""Rows of booking for its own tests."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

import factory
from django.db import transaction

from contexts.booking.contracts import ItemKind
from contexts.booking.domain.cancellation import DEFAULT_TERMS
from contexts.booking.models import AuditEntry, Booking, BookingItem, BookingVersion, Order
from riz.ids import new_id

AT = dt.datetime(2026, 3, 14, 9, 30, tzinfo=dt.UTC)


def write_version(booking):
    """Write what the database demands of every change."""
    return BookingVersion.objects.create(
        booking=booking, version_no=booking.version, snapshot={}, created_by="system", created_at=AT
    )


def add_item(booking, *, item_id, **facts):
    """Write an item of a booking, of which nothing else takes notice."""
    return BookingItem.objects.create(
        **{
            "booking": booking,
            "position": booking.items.count() + 1,
            "kind": ItemKind.PACKAGE,
            "item_id": item_id,
            "name": booking.title,
            "start_date": booking.start_date,
            "end_date": booking.end_date,
            "travel_starts_at": dt.datetime(2026, 3, 31, 18, 30, tzinfo=dt.UTC),
            "time_zone": booking.time_zone,
            "quantity": 1,
            "adults": 2,
            "children": 0,
            "infants": 0,
            "total_minor": booking.total_minor,
            "terms": asdict(DEFAULT_TERMS),
            **facts,
        }
    )


class OrderFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Order

    reference = factory.Sequence(lambda number: f"TRP-2026-{number:06d}")
    created_by = factory.LazyFunction(new_id)
    contact_name = "Asha Debbarma"
    contact_email = "asha@riz.example"
    currency = "INR"
    created_at = AT


class BookingFactory(factory.django.DjangoModelFactory):
    """A booking of a package, in an order of its own; facts of the item are named `item_...`, of the order `order__...`."""

    class Meta:
        model = Booking

    @classmethod
    def _create(cls, model_class, *args, **facts):
        """Write its version in the same transaction, as the database demands, and the entry of the audit."""
        item_id = facts.pop("item_id", None) or new_id()
        with transaction.atomic():
            booking = super()._create(model_class, *args, **facts)
            add_item(booking, item_id=item_id)
            write_version(booking)
            AuditEntry.objects.create(
                booking=booking, actor="system", action="CREATE", to_status=booking.status, at=AT
            )
        return booking

    reference = factory.Sequence(lambda number: f"TRP-2026-{number:06d}")
    order = factory.SubFactory(
        OrderFactory,
        created_by=factory.SelfAttribute("..created_by"),
        reference=factory.SelfAttribute("..reference"),
    )
    created_by = factory.LazyFunction(new_id)
    seller_id = factory.LazyFunction(new_id)
    title = "Lakes"
    start_date = dt.date(2026, 4, 1)
    end_date = dt.date(2026, 4, 3)
    time_zone = "Asia/Kolkata"
    currency = "INR"
    total_minor = 1_218_000
    created_at = AT
    updated_at = AT
