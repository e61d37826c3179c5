from __future__ import annotations

import datetime as dt

import pytest

from contexts.booking import errors, queries
from contexts.booking.contracts import (
    BookingStatus,
    ItemKind,
    ItemState,
    LineKind,
    PayablePurpose,
    PayableStatus,
    PaymentStatus,
)
from contexts.booking.domain.parts import Part
from contexts.booking.domain.targets import Target
from contexts.booking.models import BookingRefund, DepositRule, OrderPayable
from contexts.booking.use_cases.apply_payment import apply_payment
from contexts.booking.use_cases.cancel_booking import cancel_booking
from contexts.booking.use_cases.extend_hold_of_order import extend_hold_of_order
from contexts.booking.use_cases.follow_due_payable import follow_due_payable
from contexts.booking.use_cases.modify_booking import modify_booking
from contexts.booking.use_cases.place_order import place_order
from contexts.booking.use_cases.quote_cancellation import quote_cancellation
from contexts.booking.use_cases.quote_modification import quote_modification
from contexts.booking.use_cases.verify_audits import verify_audits
from contexts.catalog.parts.experiences.models import Experience
from contexts.inventory import api as inventory
from contexts.inventory import errors as inventory_errors
from contexts.inventory.use_cases.audit_stock import audit_stock
from contexts.inventory.use_cases.expire_stale_holds import expire_stale_holds
from contexts.payments import api as payments
from contexts.payments.models import Payable
from contexts.payments.use_cases.confirm_payment import confirm_payment
from contexts.payments.use_cases.start_payment import start_payment
from riz.money import Money
from tests.contexts.booking.conftest import DAY, NOW, ONE, wish

pytestmark = pytest.mark.django_db(transaction=True)

STAY = ItemKind.ACCOMMODATION
EXPERIENCE = ItemKind.EXPERIENCE


def inr(minor):
    return Money(minor, "INR")


@pytest.fixture
def place(asha):
    def placing(*wishes, **facts):
        return place_order(wishes=wishes, actor=asha, at=NOW, **facts)

    return placing


@pytest.fixture
def pay(asha, deliver_events):
    """Pay what of an order is open, through the sandbox, and let everybody hear of it."""

    def paying(order_id, *, at=NOW, purpose=None):
        for payable in OrderPayable.objects.filter(order_id=order_id, status=PayableStatus.OPEN):
            if purpose in (None, payable.purpose):
                intent = start_payment(
                    payable_id=payable.id, expected=inr(payable.amount_minor), actor=asha, at=at
                )
                confirm_payment(
                    intent_id=intent.id, payment_method="pm_sandbox_success", actor=asha, at=at
                )
        deliver_events()
        return queries.get_visible_order(order_id=order_id, actor=asha)

    return paying


@pytest.fixture
def trip(sold, place):
    """Two rooms for two nights and a boat for three, in one order that waits for its payment."""
    return place(
        wish(sold.stay, STAY, quantity=2, adults=3, children=1),
        wish(sold.boat, EXPERIENCE, adults=2, children=1),
    )


def counted(resource_id, first_date=DAY, days=1):
    dates = inventory.list_dates(
        resource_id=resource_id, first_date=first_date, end_date=first_date + ONE * days
    )
    return [(date.held, date.sold) for date in dates]


def all_is_whole():
    return verify_audits() == {} and audit_stock(at=NOW) == 0


class TestPlacing:
    def test_holds_all_of_it_once_and_asks_for_it_once(self, sold, trip):
        (booking,) = trip.bookings
        (payable,) = trip.payables

        assert booking.reference == trip.reference
        assert [item.name for item in booking.items] == ["Lake rooms", "Boat to the palace"]
        assert booking.title == "Lake rooms and 1 more"
        assert counted(sold.stay, days=2) == [(2, 0), (2, 0)]
        assert counted(sold.boat) == [(3, 0)]
        assert (payable.purpose, payable.amount) == (PayablePurpose.TOTAL, trip.total)
        assert all_is_whole()

    def test_all_or_nothing(self, sold, place):
        with pytest.raises(inventory_errors.SoldOut):
            place(
                wish(sold.boat, EXPERIENCE, adults=3),
                wish(sold.boat, EXPERIENCE, adults=4),
            )

        assert counted(sold.boat) == [(0, 0)]
        assert OrderPayable.objects.count() == 0

    def test_nights_have_lines_of_their_own_and_extra_guests_too(self, sold, place):
        order = place(wish(sold.stay, STAY, quantity=2, adults=5))

        (item,) = order.bookings[0].items
        lines = [(line.kind, line.guests, line.quantity) for line in item.lines]
        one_night = [(LineKind.BASE, 3, 1), (LineKind.EXTRA_GUEST, 3, 1), (LineKind.BASE, 2, 1)]
        assert lines == one_night * 2
        assert item.total == inr(2 * (240_000 * 2 + 60_000) * 105 // 100)

    def test_the_ages_of_children_are_asked_where_they_matter(self, sold, place):
        Experience.objects.filter(id=sold.boat).update(min_age=6)

        with pytest.raises(errors.AgesRequired):
            place(wish(sold.boat, EXPERIENCE, adults=1, children=1))
        with pytest.raises(errors.TooYoung):
            place(wish(sold.boat, EXPERIENCE, adults=1, children=1, child_ages=(5,)))
        assert place(wish(sold.boat, EXPERIENCE, adults=1, children=1, child_ages=(6,)))


class TestPaying:
    def test_confirms_the_whole(self, sold, trip, pay):
        order = pay(trip.id)

        assert {booking.status for booking in order.bookings} == {BookingStatus.CONFIRMED}
        assert order.paid == order.total
        assert counted(sold.stay, days=2) == [(0, 2), (0, 2)]
        assert counted(sold.boat) == [(0, 3)]
        assert all_is_whole()

    def test_a_deposit_confirms_and_the_rest_is_asked_for(self, sold, place, pay):
        DepositRule.objects.create(seller_id=sold.seller, percent=30, balance_due_days=7)
        order = place(wish(sold.stay, STAY))
        total = order.total.amount_minor
        deposit = -(-total * 30 // 10_000) * 100

        (first,) = order.payables
        assert (first.purpose, first.amount) == (PayablePurpose.DEPOSIT, inr(deposit))
        after = pay(order.id, purpose=PayablePurpose.DEPOSIT)

        (booking,) = after.bookings
        assert booking.status is BookingStatus.CONFIRMED
        assert booking.payment_status is PaymentStatus.PARTIAL
        balance = after.payables[-1]
        assert (balance.purpose, balance.amount) == (PayablePurpose.BALANCE, inr(total - deposit))
        done = pay(order.id)
        assert done.bookings[0].payment_status is PaymentStatus.PAID
        assert all_is_whole()

    def test_an_overdue_balance_is_reminded_of_and_then_cancels(
        self, sold, place, pay, deliver_events
    ):
        DepositRule.objects.create(seller_id=sold.seller, percent=30, balance_due_days=7)
        order = pay(place(wish(sold.stay, STAY)).id, purpose=PayablePurpose.DEPOSIT)
        due = order.payables[-1].due_at

        assert not follow_due_payable(at=due - dt.timedelta(seconds=1))
        assert follow_due_payable(at=due)
        assert not follow_due_payable(at=due + dt.timedelta(hours=47))
        assert follow_due_payable(at=due + dt.timedelta(hours=48))
        assert not follow_due_payable(at=due + dt.timedelta(hours=49))
        booking = queries.get_booking(booking_id=order.bookings[0].id)
        assert booking.status is BookingStatus.CANCELLED
        assert counted(sold.stay, days=2) == [(0, 0), (0, 0)]
        assert all_is_whole()


class TestCancellingParts:
    def test_an_item_goes_and_the_other_stays(self, sold, asha, trip, pay, deliver_events):
        order = pay(trip.id)
        (booking,) = order.bookings
        boat = booking.items[1]

        quote = quote_cancellation(
            booking_id=booking.id, actor=asha, at=NOW, parts=[Part(id=boat.id)]
        )
        after = cancel_booking(
            booking_id=booking.id, actor=asha, reason="", at=NOW, parts=[Part(id=boat.id)]
        )

        assert after.status is BookingStatus.CONFIRMED
        assert [item.state for item in after.items] == [ItemState.ACTIVE, ItemState.CANCELLED]
        assert after.refund_due == boat.total == quote.refund
        assert counted(sold.boat) == [(0, 0)]
        assert counted(sold.stay, days=2) == [(0, 2), (0, 2)]
        assert all_is_whole()

    def test_a_person_goes(self, sold, asha, place, pay):
        order = pay(place(wish(sold.boat, EXPERIENCE, adults=2, children=1)).id)
        (booking,) = order.bookings
        late = booking.items[0].travel_starts_at - dt.timedelta(hours=60)

        after = cancel_booking(
            booking_id=booking.id,
            actor=asha,
            reason="",
            at=late,
            parts=[Part(id=booking.items[0].id, children=1)],
        )

        child = 20_000 * 118 // 100
        (item,) = after.items
        kept = [line for line in item.lines if line.kind is LineKind.CANCELLATION]
        assert sum(line.price.amount_minor + line.tax.amount_minor for line in kept) == child // 2
        assert kept[0].tax_rate_basis_points == 1800
        assert after.refund_due == inr(child - child // 2)
        assert counted(sold.boat) == [(0, 2)]
        assert all_is_whole()

    def test_a_unit_goes_the_emptiest_first(self, sold, asha, place, pay):
        order = pay(place(wish(sold.stay, STAY, quantity=2, adults=5)).id)
        (booking,) = order.bookings

        after = cancel_booking(
            booking_id=booking.id,
            actor=asha,
            reason="",
            at=NOW,
            parts=[Part(id=booking.items[0].id, quantity=1)],
        )

        assert after.refund_due == inr(2 * 240_000 * 105 // 100)
        assert counted(sold.stay, days=2) == [(0, 1), (0, 1)]
        assert all_is_whole()

    def test_before_it_is_paid_less_is_asked_for(self, sold, asha, trip, pay):
        (booking,) = trip.bookings
        room, boat = booking.items

        cancel_booking(
            booking_id=booking.id, actor=asha, reason="", at=NOW, parts=[Part(id=boat.id)]
        )

        order = queries.get_visible_order(order_id=trip.id, actor=asha)
        assert [(row.status, row.amount) for row in order.payables] == [
            (PayableStatus.CLOSED, trip.total),
            (PayableStatus.OPEN, room.total),
        ]
        assert counted(sold.boat) == [(0, 0)]
        assert pay(trip.id).bookings[0].status is BookingStatus.CONFIRMED
        assert all_is_whole()

    @pytest.mark.parametrize(
        "part", [{"quantity": 1}, {"adults": 2}, {"adults": 5}, {"infants": 1}]
    )
    def test_not_more_than_there_is(self, sold, asha, place, pay, part):
        order = pay(place(wish(sold.boat, EXPERIENCE)).id)
        (booking,) = order.bookings

        with pytest.raises(errors.InvalidPart):
            cancel_booking(
                booking_id=booking.id,
                actor=asha,
                reason="",
                at=NOW,
                parts=[Part(id=booking.items[0].id, **part)],
            )

    def test_refunds_take_from_the_latest_payment_first(self, sold, asha, place, pay):
        DepositRule.objects.create(seller_id=sold.seller, percent=30, balance_due_days=7)
        order = pay(place(wish(sold.stay, STAY)).id, purpose=PayablePurpose.DEPOSIT)
        order = pay(order.id, at=NOW + ONE)
        (booking,) = order.bookings
        late = booking.items[0].travel_starts_at - dt.timedelta(hours=48)

        after = cancel_booking(booking_id=booking.id, actor=asha, reason="", at=late)

        half = order.total.amount_minor - (order.total.amount_minor + 1) // 2
        _, balance = order.payables
        assert after.refund_due == inr(half)
        assert [(row.payable_id, row.amount_minor) for row in BookingRefund.objects.all()] == [
            (balance.id, half)
        ]


class TestModifying:
    @pytest.fixture
    def booking(self, sold, place, pay):
        (booking,) = pay(place(wish(sold.stay, STAY)).id).bookings
        return booking

    def target(self, booking, sold, **facts):
        return [Target(id=booking.items[0].id, wish=wish(sold.stay, STAY, **facts))]

    def test_a_night_later_at_the_same_price_moves_at_once(self, sold, asha, booking):
        after = modify_booking(
            booking_id=booking.id,
            targets=self.target(booking, sold, start_date=DAY + ONE, end_date=DAY + ONE * 3),
            actor=asha,
            at=NOW,
        )

        assert (after.start_date, after.end_date) == (DAY + ONE, DAY + ONE * 3)
        assert after.total == booking.total
        assert after.refund_due == inr(0)
        assert counted(sold.stay, days=3) == [(0, 0), (0, 1), (0, 1)]
        assert all_is_whole()

    def test_a_night_more_is_held_until_it_is_paid(self, sold, asha, booking, pay, deliver_events):
        targets = self.target(booking, sold, end_date=DAY + ONE * 3)
        quote = quote_modification(booking_id=booking.id, targets=targets, actor=asha, at=NOW)
        night = 240_000 * 105 // 100
        assert quote.difference == inr(night)

        waiting = modify_booking(booking_id=booking.id, targets=targets, actor=asha, at=NOW)

        assert waiting.end_date == DAY + ONE * 2
        assert counted(sold.stay, days=3) == [(0, 1), (0, 1), (1, 0)]
        with pytest.raises(errors.AlreadyChanging):
            modify_booking(booking_id=booking.id, targets=targets, actor=asha, at=NOW)
        order = pay(booking.order_id)
        assert order.bookings[0].end_date == DAY + ONE * 3
        assert order.bookings[0].total == inr(3 * night)
        assert order.paid == order.total
        assert counted(sold.stay, days=3) == [(0, 1)] * 3
        assert all_is_whole()

    def test_a_payment_under_way_keeps_what_is_held_once(self, sold, asha, booking):
        targets = self.target(booking, sold, end_date=DAY + ONE * 3)
        modify_booking(booking_id=booking.id, targets=targets, actor=asha, at=NOW)
        payable = OrderPayable.objects.get(purpose=PayablePurpose.DIFFERENCE)
        began = NOW + dt.timedelta(minutes=14)
        until = began + dt.timedelta(minutes=30)

        assert extend_hold_of_order(payable_id=payable.id, at=began)
        assert not extend_hold_of_order(payable_id=payable.id, at=until)

        assert expire_stale_holds(at=until - dt.timedelta(seconds=1)) == 0
        assert not follow_due_payable(at=until - dt.timedelta(seconds=1))
        assert follow_due_payable(at=until)
        assert counted(sold.stay, days=3) == [(0, 1), (0, 1), (0, 0)]

    def test_what_is_not_paid_in_time_ends(self, sold, asha, booking, deliver_events):
        targets = self.target(booking, sold, end_date=DAY + ONE * 3)
        modify_booking(booking_id=booking.id, targets=targets, actor=asha, at=NOW)
        later = NOW + dt.timedelta(minutes=16)

        expire_stale_holds(at=later)
        deliver_events()
        assert follow_due_payable(at=later)

        assert counted(sold.stay, days=3) == [(0, 1), (0, 1), (0, 0)]
        after = queries.get_booking(booking_id=booking.id)
        assert (after.end_date, after.total) == (DAY + ONE * 2, booking.total)
        assert all_is_whole()

    def test_paid_too_late_the_money_goes_back(self, sold, asha, booking, deliver_events):
        targets = self.target(booking, sold, end_date=DAY + ONE * 3)
        modify_booking(booking_id=booking.id, targets=targets, actor=asha, at=NOW)
        payable = OrderPayable.objects.get(purpose=PayablePurpose.DIFFERENCE)
        later = NOW + dt.timedelta(minutes=16)
        follow_due_payable(at=later)

        intent = start_payment_late(payable, asha)
        confirm_payment(intent_id=intent, payment_method="pm_sandbox_success", actor=asha, at=NOW)
        deliver_events()

        after = queries.get_booking(booking_id=booking.id)
        assert (after.end_date, after.total) == (DAY + ONE * 2, booking.total)
        assert after.refund_due == inr(payable.amount_minor)
        assert Payable.objects.get(id=payable.id).refund_pending_minor == payable.amount_minor
        assert apply_payment(payable_id=payable.id, amount=inr(payable.amount_minor), at=NOW)
        assert all_is_whole()

    def test_a_night_less_costs_what_the_terms_keep_of_it(self, sold, asha, booking):
        late = booking.items[0].travel_starts_at - dt.timedelta(hours=60)

        after = modify_booking(
            booking_id=booking.id,
            targets=self.target(booking, sold, end_date=DAY + ONE),
            actor=asha,
            at=late,
        )

        night = 240_000 * 105 // 100
        assert after.refund_due == inr(night - night // 2)
        assert after.total == inr(night + night // 2)
        assert counted(sold.stay, days=2) == [(0, 1), (0, 0)]
        assert all_is_whole()

    def test_what_was_kept_before_is_kept_once(self, sold, asha, booking):
        late = booking.items[0].travel_starts_at - dt.timedelta(hours=60)
        shorter = modify_booking(
            booking_id=booking.id,
            targets=self.target(booking, sold, end_date=DAY + ONE),
            actor=asha,
            at=late,
        )
        night = 240_000 * 105 // 100

        no_show = shorter.items[0].travel_starts_at
        quote = quote_cancellation(booking_id=booking.id, actor=asha, at=no_show)

        assert (quote.kept, quote.refund) == (inr(night), inr(0))
        moved = modify_booking(
            booking_id=booking.id,
            targets=[
                Target(
                    id=shorter.items[0].id,
                    wish=wish(sold.stay, STAY, start_date=DAY + ONE, end_date=DAY + ONE * 2),
                )
            ],
            actor=asha,
            at=late,
        )
        quote = quote_cancellation(booking_id=booking.id, actor=asha, at=no_show + ONE)
        assert (moved.total, quote.kept) == (shorter.total, inr(night))

    def test_no_more_is_kept_than_was_paid(self, sold, asha, place, pay):
        DepositRule.objects.create(seller_id=sold.seller, percent=30, balance_due_days=7)
        order = place(
            wish(sold.stay, STAY, quantity=2, adults=4), wish(sold.boat, EXPERIENCE, adults=4)
        )
        (booking,) = pay(order.id, purpose=PayablePurpose.DEPOSIT).bookings
        room, boat = booking.items
        late = boat.travel_starts_at - dt.timedelta(hours=12)

        changed = quote_modification(
            booking_id=booking.id,
            targets=[
                Target(id=room.id, wish=wish(sold.stay, STAY, quantity=1)),
                Target(id=boat.id, wish=wish(sold.boat, EXPERIENCE)),
            ],
            actor=asha,
            at=late,
        )
        given_up = quote_cancellation(
            booking_id=booking.id,
            parts=[Part(id=room.id, quantity=1), Part(id=boat.id, adults=2)],
            actor=asha,
            at=late,
        )

        assert changed.kept == given_up.kept == booking.paid

    def test_what_was_moved_costs_no_less_to_cancel(self, sold, asha, booking):
        late = booking.items[0].travel_starts_at - dt.timedelta(hours=60)
        moved = modify_booking(
            booking_id=booking.id,
            targets=self.target(booking, sold, start_date=DAY + ONE * 30, end_date=DAY + ONE * 32),
            actor=asha,
            at=late,
        )

        quote = quote_cancellation(booking_id=moved.id, actor=asha, at=late)

        assert quote.kept == inr(booking.total.amount_minor // 2)

    def test_something_is_added(self, sold, asha, booking, pay):
        targets = [Target(id=None, wish=wish(sold.boat, EXPERIENCE))]
        modify_booking(booking_id=booking.id, targets=targets, actor=asha, at=NOW)

        (after,) = pay(booking.order_id).bookings

        assert [item.name for item in after.items] == ["Lake rooms", "Boat to the palace"]
        assert counted(sold.boat) == [(0, 2)]
        assert all_is_whole()


def start_payment_late(payable, actor):
    """Begin to pay what has been closed, as a payment does that was under way when that happened."""
    Payable.objects.filter(id=payable.id).update(state="OPEN", expires_at=None)
    intent = start_payment(
        payable_id=payable.id, expected=Money(payable.amount_minor, "INR"), actor=actor, at=NOW
    )
    return intent.id


def test_payments_know_what_the_order_knows(sold, trip, pay):
    order = pay(trip.id)

    payable = payments.get_payable(payable_id=order.payables[0].id)
    assert payable.paid == order.paid
    assert sum(line.taxable.amount_minor + line.tax.amount_minor for line in payable.tax_lines) == (
        order.total.amount_minor
    )
