from __future__ import annotations

import datetime as dt

import pytest

from contexts.booking import errors as booking_errors
from contexts.booking.contracts import ItemKind, ItemState, PaymentStatus
from contexts.booking.models import Booking, BookingItem, BookingVersion, Order
from contexts.notifications import models
from contexts.notifications.contracts import Kind, MessageState
from contexts.notifications.use_cases.write_message import write_message
from riz import trace
from riz.ids import new_id
from riz.money import Money
from tests.contexts.notifications.factories import AT

pytestmark = pytest.mark.django_db


def write(booking, kind=Kind.BOOKING_CONFIRMED, *, amount=None, key="cause", until=None):
    message_id = write_message(
        kind=kind, booking_id=booking.id, amount=amount, until=until, dedupe_key=key, at=AT
    )
    return models.Message.objects.get(id=message_id)


def change(booking, *, paid_minor=0, of_booking=None, **of_order):
    version = Booking.objects.get(id=booking.id).version + 1
    Order.objects.filter(id=booking.order_id).update(**of_order)
    Booking.objects.filter(id=booking.id).update(
        version=version, paid_minor=paid_minor, **(of_booking or {})
    )
    BookingVersion.objects.create(
        booking_id=booking.id, version_no=version, snapshot={}, created_by="x", created_at=AT
    )


class TestWriteMessage:
    def test_says_what_was_booked(self, booking):
        message = write(booking)

        assert message.subject == (
            f"Confirmed: your booking {booking.reference}, from Wednesday, 1 April 2026"
        )
        assert message.recipient == "asha@riz.example"
        for fact in (booking.reference, "2 adults, 1 child", booking.total.format()):
            assert fact in message.text
            assert fact in message.html
        assert "Boat to the palace <at dawn> & back" in message.text

    def test_names_the_last_day_of_each_kind_of_thing(self, booking):
        day, days = "1 Apr 2026, 2 adults", "1 Apr 2026 to {} Apr 2026, 2 adults"
        assert day in write(booking).text
        assert "Until       Wednesday, 1 April 2026" in write(booking).text

        rows = BookingItem.objects.filter(booking_id=booking.id)
        for kind, last in ((ItemKind.PACKAGE, 3), (ItemKind.ACCOMMODATION, 4)):
            rows.update(kind=kind, end_date=dt.date(2026, 4, 4))
            assert days.format(last) in write(booking, key=kind.value).text

    def test_escapes_what_people_typed(self, booking):
        message = write(booking)

        assert "<script>" not in message.html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in message.html
        assert "&lt;at dawn&gt; &amp; back" in message.html

    def test_tells_the_time_of_the_place(self, booking):
        assert "14 March 2026, 3:00" in write(booking).text

    def test_is_written_once_for_each_cause(self, booking):
        assert write(booking) == write(booking)
        assert write(booking, key="another cause") != write(booking)

    def test_names_the_money_that_goes_back(self, booking):
        message = write(booking, Kind.BOOKING_CANCELLED, amount=Money(123_450, "INR"))

        assert "₹1,234.50 is on its way back" in message.text
        assert "<strong>₹1,234.50</strong> is on its way back" in message.html

    def test_says_so_when_nothing_goes_back(self, booking):
        message = write(booking, Kind.BOOKING_CANCELLED, amount=Money(0, "INR"))

        assert "nothing is due back" in message.text
        assert "nothing is due back" in message.html

    def test_apologises_for_a_failure(self, booking):
        message = write(booking, Kind.BOOKING_FAILED, amount=Money(123_450, "INR"))

        assert "your money is on its way back" in message.subject
        assert "₹1,234.50 is on its way back" in message.text

    def test_says_what_a_deposit_leaves_to_be_paid_until_when(self, booking):
        whole = write(booking)
        due = dt.datetime(2026, 3, 24, 20, 0, tzinfo=dt.UTC)
        part = booking.total.amount_minor // 4
        facts = {"payment_status": PaymentStatus.PARTIAL, "balance_due_at": due}
        change(booking, paid_minor=part, of_booking=facts)
        rest = Money(booking.total.amount_minor - part, "INR").format("en_IN")

        message = write(booking, key="deposit")

        assert "the booking is paid" in whole.text
        for text in (message.text, message.html):
            words = " ".join(text.replace("<strong>", "").replace("</strong>", "").split())
            assert f"{rest} of the price is still to be paid, until 25 March 2026, 1:30" in words
            assert "the booking is paid" not in words

    def test_says_of_a_change_what_it_is_of_now(self, booking):
        BookingItem.objects.filter(booking_id=booking.id).update(
            start_time=dt.time(16, 30), adults=1, children=0, state=ItemState.CANCELLED
        )
        message = write(booking, Kind.BOOKING_MODIFIED, amount=Money(0, "INR"))

        assert message.subject.startswith(f"Changed: your booking {booking.reference}")
        for words in ("(cancelled)", "1 Apr 2026, 4:30", ", 1 adult:"):
            assert words in message.text, words
            assert words in message.html, words
        assert "on its way back" not in message.text + message.html

    def test_says_of_a_change_what_goes_back(self, booking):
        message = write(booking, Kind.BOOKING_MODIFIED, amount=Money(123_450, "INR"))

        assert "₹1,234.50 is on its way back" in message.text
        assert "<strong>₹1,234.50</strong> is on its way back" in message.html

    def test_asks_for_an_overdue_balance_until_an_instant_at_the_place(self, booking):
        until = dt.datetime(2026, 3, 24, 20, 0, tzinfo=dt.UTC)
        message = write(booking, Kind.BALANCE_OVERDUE, amount=Money(123_450, "INR"), until=until)

        assert message.subject == (
            f"Please pay the rest of your booking {booking.reference}: ₹1,234.50"
        )
        for words in ("25 March 2026, 1:30", "after that it is cancelled"):
            assert words in " ".join(message.text.split()), words
            assert words in " ".join(message.html.split()), words

    @pytest.mark.requirement("ASVS 5.0 2.4.1")
    @pytest.mark.parametrize("paid", [0, 100])
    def test_a_strangers_address_is_written_to_once_something_is_paid(self, booking, paid):
        change(booking, contact_email="victim@riz.example", paid_minor=paid)

        message = write(booking, Kind.BOOKING_CANCELLED, amount=Money(0, "INR"))

        assert message.recipient == "victim@riz.example"
        assert message.state == (MessageState.QUEUED if paid else MessageState.DROPPED)
        assert message.last_error == ("" if paid else "not sent: somebody else's address")

    @pytest.mark.parametrize("facts", [{"source": "API"}, {"channel": "AGENT_DESK"}], ids=str)
    def test_customers_of_a_partner_or_of_a_desk_are_written_to(self, booking, facts):
        change(booking, contact_email="guest@riz.example", **facts)

        message = write(booking, Kind.BOOKING_CANCELLED, amount=Money(0, "INR"))

        assert message.state == MessageState.QUEUED

    def test_keeps_the_correlation(self, booking):
        with trace.work(correlation_id="0198c5f0-1122-7aaa-8bbb-99aabbccddee"):
            assert write(booking).correlation_id == "0198c5f0-1122-7aaa-8bbb-99aabbccddee"

    def test_refuses_a_booking_that_does_not_exist(self):
        with pytest.raises(booking_errors.BookingNotFound):
            write_message(
                kind=Kind.BOOKING_CONFIRMED,
                booking_id=new_id(),
                amount=None,
                dedupe_key="x",
                at=AT,
            )
