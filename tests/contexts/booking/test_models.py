"""What the database itself refuses, whoever writes."""

from __future__ import annotations

import itertools

import pytest
from django.db import IntegrityError, connection, transaction

from contexts.booking.contracts import BookingStatus
from contexts.booking.domain.states import ALLOWED_CHANGES
from contexts.booking.models import (
    AuditEntry,
    Booking,
    BookingVersion,
    Customer,
    CustomerContact,
    PriceLine,
    StockLine,
)
from contexts.booking.use_cases.verify_audits import verify_audits
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
        cursor.execute(
            "INSERT INTO booking_bookingversion (booking_id, version_no, snapshot, created_by, created_at)"
            " SELECT id, version, '{}', 'x', updated_at FROM booking_booking WHERE id = %s",
            [booking.id],
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
        BookingFactory()

        with (
            pytest.raises(IntegrityError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change.format(table._meta.db_table))

        assert Booking.objects.count() == table.objects.count() == 1

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE booking_booking SET title = 'Ravi', version = version + 1",
            "UPDATE booking_order SET contact_name = 'Ravi'",
            "UPDATE booking_bookingitem SET state = 'CANCELLED'",
            "UPDATE booking_priceline SET price_minor = 2, unit_price_minor = 2",
            "DELETE FROM booking_priceline",
            "UPDATE booking_stockline SET quantity = 2",
            "DELETE FROM booking_stockline",
            "UPDATE booking_customer SET full_name = 'Ravi'",
            "UPDATE booking_customercontact SET name = 'Ravi'",
            "INSERT INTO booking_customercontact (customer_id, kind, name, phone)"
            " SELECT id, 'EMERGENCY', 'Ravi', '' FROM booking_customer",
            "DELETE FROM booking_customercontact",
        ],
    )
    def test_a_change_without_a_version_is_not_committed(self, change):
        with transaction.atomic():
            booking = BookingFactory()
            item = booking.items.get()
            PriceLine.objects.create(
                item=item, name="Lakes", quantity=1, unit_price_minor=1, price_minor=1,
                tax_rate_basis_points=0, tax_minor=0,
            )  # fmt: skip
            StockLine.objects.create(
                item=item, resource_id=item.item_id, first_date=item.start_date,
                end_date=item.end_date, quantity=1,
            )  # fmt: skip
            customer = Customer.objects.create(booking=booking, full_name="Asha")
            CustomerContact.objects.create(customer=customer, kind="ALTERNATE", phone="")

        with (
            pytest.raises(IntegrityError, match="without a version"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change)

    @pytest.mark.django_db(transaction=True)
    def test_sealing_a_number_again_needs_no_version(self):
        with transaction.atomic():
            Customer.objects.create(booking=BookingFactory(), full_name="Asha")

        assert Customer.objects.update(id_number_sealed="sealed") == 1


class TestChain:
    @pytest.fixture
    def bookings(self):
        made = [BookingFactory() for _ in range(3)]
        for status in ("ON_HOLD", "CONFIRMED"):
            for booking in made:
                write_status(booking, status)
                AuditEntry.objects.create(
                    booking=booking, actor="x", action="x", to_status=status, reason="Ill", at=AT
                )
        return made

    def tamper(self, change, booking):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(change, [booking.id])
            cursor.execute("SET LOCAL session_replication_role = origin")

    def test_what_nobody_touched_is_whole_although_a_person_was_forgotten(self, bookings):
        assert verify_audits() == {}

        self.tamper("UPDATE booking_auditentry SET reason = '' WHERE booking_id = %s", bookings[1])
        assert verify_audits() == {}

    @pytest.mark.parametrize(
        ("change", "first"),
        [
            ("UPDATE booking_auditentry SET actor = 'y' WHERE id = {1} AND booking_id = %s", 1),
            (
                "UPDATE booking_auditentry SET at = at - interval '1 s' WHERE id = {0} AND booking_id = %s",
                0,
            ),
            ("DELETE FROM booking_auditentry WHERE id = {1} AND booking_id = %s", 2),
            ("DELETE FROM booking_auditentry WHERE id = {0} AND booking_id = %s", 1),
            ("DELETE FROM booking_auditentry WHERE id = {2} AND booking_id = %s", None),
            ("DELETE FROM booking_auditentry WHERE booking_id = %s", None),
        ],
    )
    def test_one_entry_altered_or_taken_out_is_named(self, bookings, change, first):
        entries = list(bookings[1].audit_entries.values_list("id", flat=True))

        self.tamper(change.format(*entries), bookings[1])

        assert verify_audits() == {bookings[1].reference: None if first is None else entries[first]}
