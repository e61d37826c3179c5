"""Rows of booking for its own tests."""

from __future__ import annotations

import datetime as dt

import factory
from django.db import transaction

from contexts.booking.contracts import ItemKind
from contexts.booking.models import AuditEntry, Booking, BookingVersion
from riz.ids import new_id

AT = dt.datetime(2026, 3, 14, 9, 30, tzinfo=dt.UTC)


def write_version(booking):
    """Write what the database demands of every change."""
    return BookingVersion.objects.create(
        booking=booking, version_no=booking.version, snapshot={}, created_by="system", created_at=AT
    )


class BookingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Booking

    @classmethod
    def _create(cls, model_class, *args, **facts):
        """Write its version in the same transaction, as the database demands, and the entry of the audit."""
        with transaction.atomic():
            booking = super()._create(model_class, *args, **facts)
            write_version(booking)
            AuditEntry.objects.create(
                booking=booking, actor="system", action="CREATE", to_status=booking.status, at=AT
            )
        return booking

    reference = factory.Sequence(lambda number: f"TRP-2026-{number:06d}")
    created_by = factory.LazyFunction(new_id)
    seller_id = factory.LazyFunction(new_id)
    kind = ItemKind.PACKAGE
    item_id = factory.LazyFunction(new_id)
    item_name = "Lakes"
    start_date = dt.date(2026, 4, 1)
    end_date = dt.date(2026, 4, 3)
    travel_starts_at = dt.datetime(2026, 3, 31, 18, 30, tzinfo=dt.UTC)
    time_zone = "Asia/Kolkata"
    adults = 2
    children = 0
    infants = 0
    contact_name = "Asha Debbarma"
    contact_email = "asha@riz.example"
    currency = "INR"
    total_minor = 1_218_000
    stock_lines = factory.LazyFunction(list)
    refund_tiers = factory.LazyFunction(list)
    created_at = AT
    updated_at = AT
