from __future__ import annotations

import os
import re

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contexts.booking import queries
from contexts.booking.contracts import BookingStatus, ItemKind, PayablePurpose
from contexts.booking.domain.people import Traveller
from contexts.booking.models import AuditEntry, Booking, Order, OrderPayable
from contexts.booking.use_cases.place_order import place_order
from riz import clock
from riz.ids import new_id
from tests.contexts.booking.conftest import NOW, ONE, book, staff_screens, wish
from tests.contexts.booking.factories import BookingFactory
from tests.support.crowds import count_crowd

pytestmark = pytest.mark.django_db
LIST = "admin:booking_booking_changelist"


@pytest.fixture
def booking(sold, asha):
    return book(
        wish=wish(sold.package), actor=asha, at=NOW, travellers=(Traveller(full_name="Ravi"),)
    )


@pytest.fixture
def screens(db):
    return staff_screens(email="desk@riz.example")


def cancel(screens, booking, reason):
    return screens.post(
        reverse(LIST),
        {"action": "cancel", "_selected_action": [str(booking.id)], "reason": reason},
        follow=True,
    )


class TestCancelling:
    def test_goes_through_the_use_case(self, booking, screens):
        answer = cancel(screens, booking, "Flood")

        assert booking.reference in answer.content.decode()
        now = queries.get_booking(booking_id=booking.id)
        assert (now.status, now.reason, now.version) == (BookingStatus.CANCELLED, "Flood", 3)
        assert AuditEntry.objects.filter(booking_id=booking.id).last().reason == "Flood"

    def test_needs_a_reason_and_happens_once(self, booking, screens):
        no_reason = cancel(screens, booking, " ")
        cancel(screens, booking, "Flood")
        twice = cancel(screens, booking, "Flood")

        assert "needs a reason" in no_reason.content.decode()
        assert "cancelled already" in twice.content.decode()
        assert queries.get_booking(booking_id=booking.id).version == 3


@pytest.fixture
def elsewhere():
    """A connection of somebody else to the same database."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as other:
        yield other


@pytest.mark.django_db(transaction=True)
def test_who_waits_too_long_for_somebody_else_is_told_so(booking, screens, elsewhere):
    elsewhere.execute("SELECT FROM booking_booking WHERE id = %s FOR UPDATE", [booking.id])
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")

    answer = cancel(screens, booking, "Flood")

    assert "Somebody else is changing the same thing" in answer.content.decode()
    assert answer.redirect_chain == [(reverse(LIST), 302)]
    assert queries.get_booking(booking_id=booking.id).status == BookingStatus.ON_HOLD
    elsewhere.rollback()
    connection.close()  # and with it the haste
    cancel(screens, booking, "Flood")
    assert queries.get_booking(booking_id=booking.id).status == BookingStatus.CANCELLED


class TestLooking:
    def test_shows_the_timeline_and_edits_nothing(self, booking, screens):
        page = reverse("admin:booking_booking_change", args=[booking.id])

        shown = screens.get(page).content.decode()
        screens.post(page, {"status": "CONFIRMED", "total_minor": "1"})

        assert "Ravi" in shown
        assert re.search(r"\bCreate\b", shown)
        row = Booking.objects.get(id=booking.id)
        assert (row.status, row.total_minor) == ("ON_HOLD", 1_218_000)

    def test_finds_by_reference_and_address(self, booking, screens):
        other = BookingFactory(
            seller_id=booking.seller_id, order__contact_email="other@riz.example"
        )

        for words in (booking.reference.lower(), "ASHA@riz.example"):
            found = screens.get(reverse(LIST), {"q": words}).content.decode()
            assert booking.reference in found
            assert other.reference not in found

    def test_finds_by_name_and_number_of_the_contact(self, screens):
        mine = BookingFactory(
            order__contact_name="Mita Reang", order__contact_phone="+913812225555"
        )
        other = BookingFactory()

        for words in ("mita", "+913812225555"):
            found = screens.get(reverse(LIST), {"q": words}).content.decode()
            assert mine.reference in found
            assert other.reference not in found

    def test_shows_things_with_their_lines_and_what_is_paid(self, screens, sold, asha):
        (booking,) = place_order(
            wishes=[
                wish(sold.stay, ItemKind.ACCOMMODATION),
                wish(sold.boat, ItemKind.EXPERIENCE, children=1),
            ],
            actor=asha,
            at=NOW,
        ).bookings

        page = reverse("admin:booking_booking_change", args=[booking.id])
        shown = screens.get(page).content.decode()
        order = reverse("admin:booking_order_change", args=[booking.order_id])

        assert order in shown
        for words in ("2 adults, 1 child", "01 Apr", "02 Apr", "₹2,400.00", "total", "open"):
            assert words in shown, words
        assert booking.total.format() in screens.get(order).content.decode()

    def test_bookings_of_other_sellers_do_not_exist(self, screens, settings):
        other = BookingFactory()
        assert other.reference in screens.get(reverse(LIST)).content.decode()

        settings.RIZ_STAFF_ACTOR = "tests.contexts.booking.conftest.staff_of_nobody"

        assert other.reference not in screens.get(reverse(LIST)).content.decode()
        cancel(screens, other, "Mischief")
        assert Booking.objects.get(id=other.id).status == "PENDING"


def test_overdue_balances_wait_for_somebody_each_booking_once(screens, booking):
    late, other = BookingFactory(), BookingFactory()
    for row, purpose, days in (
        (late, PayablePurpose.BALANCE, -1),
        (late, PayablePurpose.DIFFERENCE, -1),
        (other, PayablePurpose.BALANCE, 1),
        (other, PayablePurpose.DIFFERENCE, -1),
    ):
        OrderPayable.objects.create(
            id=new_id(),
            order=row.order,
            booking=row,
            purpose=purpose,
            payer_id=row.created_by,
            amount_minor=100,
            due_at=clock.now() + ONE * days,
            created_at=NOW,
        )

    first_page = screens.get(reverse("admin:index")).context["waiting"]
    (overdue,) = [each for each in first_page if "balance" in each.label]
    (holds,) = [each for each in first_page if "hold ends" in each.label]

    assert (overdue.count, holds.count) == (1, 1)
    assert [row.id for row in screens.get(overdue.url).context["cl"].result_list] == [late.id]
    assert [row.id for row in screens.get(holds.url).context["cl"].result_list] == [booking.id]


def test_a_list_page_takes_fifteen_queries_at_most_at_a_thousand_rows(db):
    BookingFactory()

    def columns_of(model, *but):
        return ", ".join(field.column for field in model._meta.fields if field.column not in but)

    of_order = columns_of(Order, "id", "reference", "hold_id")
    of_booking = columns_of(Booking, "id", "reference", "order_id")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO booking_order (id, reference, {of_order})"
            f" SELECT gen_random_uuid(), 'TRP-2025-' || n, {of_order} FROM booking_order, generate_series(1, 1000) n"
        )
        cursor.execute(
            f"INSERT INTO booking_booking (id, reference, order_id, {of_booking})"
            f" SELECT gen_random_uuid(), o.reference, o.id, {of_booking.replace('created_by', 'b.created_by').replace('currency', 'b.currency').replace('created_at', 'b.created_at')}"
            " FROM booking_booking b, booking_order o WHERE o.reference LIKE 'TRP-2025-%'"
        )
        cursor.execute(
            "INSERT INTO booking_bookingversion (booking_id, version_no, snapshot, created_by, created_at)"
            " SELECT id, version, '{}', 'x', created_at FROM booking_booking WHERE reference LIKE 'TRP-2025-%'"
        )
    count_crowd("booking_booking")
    screens = staff_screens(email="desk@riz.example")

    counts = {}
    for name, query in {
        "plain": {},
        "searched": {"q": "TRP-2025-777"},
        "filtered": {"status__exact": "PENDING", "start_date_from": "2026-01-01"},
        "paged": {"p": 7},
    }.items():
        with CaptureQueriesContext(connection) as seen:
            assert screens.get(reverse(LIST), query).status_code == 200
        counts[name] = len(seen)

    assert {name: n for name, n in counts.items() if n > 15} == {}
