"""What the database itself refuses, whoever writes."""

from __future__ import annotations

import itertools

import pytest
from django.db import IntegrityError, connection, transaction

from contexts.booking.contracts import BookingStatus
from contexts.booking.domain.states import ALLOWED_CHANGES
from contexts.booking.models import AuditEntry, Booking, BookingVersion
from tests.contexts.booking.factories import AT, BookingFactory

pytestmark = pytest.mark.django_db

WAYS = {
    BookingStatus.PENDING: [],
    BookingStatus.ON_HOLD: ["ON_HOLD"],
    BookingStatus.CONFIRMED: ["ON_HOLD", "CONFIRMED"],
    BookingStatus.CANCELLED: ["CANCELLED"],
    BookingStatus.COMPLETED: ["ON_HOLD", "CONFIRMED", "COMPLETED"],
    BookingStatus.FAILED: ["FAILED"],
}


def write_status(booking, status, *, step=1):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE booking_booking SET status = %s, version = version + %s WHERE id = %s",
            [status, step, booking.id],
        )


def booking_in(status):
    booking = BookingFactory()
    for following in WAYS[status]:
        write_status(booking, following)
    return booking


class TestStatuses:
    @pytest.mark.parametrize(
        ("source", "target"),
        [pair for pair in itertools.product(BookingStatus, repeat=2) if pair[0] != pair[1]],
    )
    def test_raw_sql_goes_where_the_table_of_states_goes_and_nowhere_else(self, source, target):
        booking = booking_in(source)

        if (source, target) in ALLOWED_CHANGES:
            write_status(booking, target)
        else:
            with pytest.raises(IntegrityError, match="does not go from"), transaction.atomic():
                write_status(booking, target)

        booking.refresh_from_db()
        assert (booking.status == target) == ((source, target) in ALLOWED_CHANGES)

    @pytest.mark.parametrize("step", [0, 2])
    def test_every_change_counts_the_version_by_one(self, step):
        booking = BookingFactory()

        with pytest.raises(IntegrityError, match="does not follow"), transaction.atomic():
            write_status(booking, "ON_HOLD", step=step)

    def test_a_stale_copy_can_not_overwrite_a_newer_one(self):
        stale = BookingFactory()
        write_status(stale, "CANCELLED")

        stale.mark_changed(at=AT)
        with pytest.raises(IntegrityError), transaction.atomic():
            stale.save()

    @pytest.mark.parametrize("status", sorted(set(BookingStatus) - {BookingStatus.PENDING}))
    def test_a_booking_begins_pending(self, status):
        with pytest.raises(IntegrityError, match="begins PENDING"), transaction.atomic():
            BookingFactory(status=status)

    def test_no_more_is_given_back_than_was_paid(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            BookingFactory(refund_due_minor=1)


class TestHistory:
    @pytest.mark.parametrize("table", [AuditEntry, BookingVersion])
    @pytest.mark.parametrize("change", ["UPDATE {} SET id = id + 1000", "DELETE FROM {}"])
    def test_is_append_only(self, table, change):
        booking = BookingFactory()
        AuditEntry.objects.create(booking=booking, actor="x", action="x", to_status="x", at=AT)
        BookingVersion.objects.create(
            booking=booking, version_no=1, snapshot={}, created_by="x", created_at=AT
        )

        with (
            pytest.raises(IntegrityError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change.format(table._meta.db_table))

        assert Booking.objects.count() == table.objects.count() == 1
