from __future__ import annotations

import datetime as dt

import pytest

from contexts.booking import errors, queries
from contexts.booking.contracts import BookingStatus, PaymentStatus, Source
from contexts.booking.models import AuditEntry, BookingVersion, CancellationTerms
from contexts.booking.use_cases.apply_payment import apply_payment
from contexts.booking.use_cases.cancel_booking import cancel_booking
from contexts.booking.use_cases.complete_booking import complete_booking
from contexts.booking.use_cases.extend_hold_of_order import extend_hold_of_order
from contexts.booking.use_cases.fail_expired_order import fail_expired_order
from contexts.booking.use_cases.fail_stale_orders import fail_stale_orders
from contexts.booking.use_cases.hold_order import hold_order
from contexts.booking.use_cases.quote_cancellation import quote_cancellation
from contexts.booking.use_cases.record_refund import record_refund
from contexts.inventory import api as inventory
from contexts.inventory.use_cases.expire_stale_holds import expire_stale_holds
from contexts.payments import api as payments
from contexts.payments.contracts import PayableState
from contexts.payments.use_cases.confirm_payment import confirm_payment
from contexts.payments.use_cases.start_payment import start_payment
from riz.errors import Stale
from riz.ids import new_id
from riz.money import Money
from riz.outbox.models import OutboxEvent
from tests.contexts.booking.conftest import DAY, NOW, ONE, hear_of_payment, payable_of, wish
from tests.contexts.booking.conftest import book as order_one

# The sandbox, like any gateway, is never called inside a transaction.
pytestmark = pytest.mark.django_db(transaction=True)

MOMENT = dt.timedelta(seconds=1)
LATE = NOW + dt.timedelta(minutes=16)


def inr(minor):
    return Money(minor, "INR")


@pytest.fixture
def book(sold, asha):
    def booking(*, place_hold=True, **facts):
        wanted = wish(sold.package, **facts)
        return order_one(wish=wanted, actor=asha, at=NOW, place_hold=place_hold)

    return booking


@pytest.fixture
def pay(asha, deliver_events):
    """Pay a booking through the sandbox, and let everybody hear of it unless told not to."""

    def paying(booking, *, at=NOW, deliver=True):
        intent = start_payment(
            payable_id=payable_of(booking), expected=booking.total, actor=asha, at=at
        )
        confirm_payment(intent_id=intent.id, payment_method="pm_sandbox_success", actor=asha, at=at)
        if deliver:
            deliver_events()
        return queries.get_booking(booking_id=booking.id)

    return paying


@pytest.fixture
def paid(book, pay):
    return pay(book())


def stock(sold):
    (found,) = inventory.list_dates(resource_id=sold.package, first_date=DAY, end_date=DAY + ONE)
    return found.held, found.sold


def told(booking):
    rows = OutboxEvent.objects.filter(aggregate_id=booking.id).order_by("id")
    return [row.name.split(".")[2] for row in rows]


class TestPaying:
    def test_sells_the_stock_and_confirms_once(self, sold, book, pay):
        booking = pay(book())

        again = hear_of_payment(booking, at=NOW)

        assert booking.status is BookingStatus.CONFIRMED
        assert (booking.payment_status, booking.paid) == (PaymentStatus.PAID, booking.total)
        assert again == booking
        assert stock(sold) == (0, 2)
        assert told(booking) == ["created", "held", "confirmed"]
        numbers = BookingVersion.objects.filter(booking_id=booking.id)
        assert [row.version_no for row in numbers] == [1, 2, 3]

    def test_somebody_elses_payable_is_no_business_of_booking(self, sold, db):
        assert apply_payment(payable_id=sold.stay, amount=inr(1), at=NOW) is None


class TestRunningOut:
    def test_frees_the_stock_and_takes_no_more_payments(self, sold, book, deliver_events):
        booking = book()

        expire_stale_holds(at=LATE)
        deliver_events()

        failed = queries.get_booking(booking_id=booking.id)
        assert (failed.status, failed.reason) == (BookingStatus.FAILED, "HOLD_EXPIRED")
        assert stock(sold) == (0, 0)
        payable = payments.get_payable(payable_id=payable_of(booking))
        assert payable.state is PayableState.CLOSED
        assert told(booking) == ["created", "held", "failed"]

    def test_a_hold_of_nobodys_booking_is_ignored(self, sold, db):
        assert not fail_expired_order(hold_id=sold.stay, at=NOW)

    def test_paid_in_time_but_heard_late_still_confirms(self, sold, book, pay, deliver_events):
        booking = pay(book(), deliver=False)

        expire_stale_holds(at=LATE)
        deliver_events()

        confirmed = queries.get_booking(booking_id=booking.id)
        assert confirmed.status is BookingStatus.CONFIRMED
        assert stock(sold) == (0, 2)

    def test_paid_before_the_sweep_came_keeps_its_stock(self, sold, book):
        booking = book(adults=4)

        confirmed = hear_of_payment(booking, at=LATE)

        assert confirmed.status is BookingStatus.CONFIRMED
        assert stock(sold) == (0, 4)


class TestNeverHeld:
    @pytest.fixture
    def pending(self, sold, asha):
        return order_one(wish=wish(sold.package), actor=asha, at=NOW, place_hold=False)

    def test_ends_after_a_day(self, pending):
        assert fail_stale_orders(at=NOW + ONE - MOMENT) == 0
        assert fail_stale_orders(at=NOW + ONE) == 1
        assert fail_stale_orders(at=NOW + ONE) == 0

        failed = queries.get_booking(booking_id=pending.id)
        assert (failed.status, failed.reason) == (BookingStatus.FAILED, "NEVER_HELD")
        assert told(pending) == ["created", "failed"]

    def test_counts_as_unpaid_but_not_against_its_own_hold(self, pending, book, asha, settings):
        settings.RIZ_UNPAID_BOOKINGS_LIMIT = 1

        with pytest.raises(errors.TooManyUnpaid):
            book()
        with pytest.raises(errors.TooManyUnpaid):
            book(place_hold=False)
        assert hold_order(booking_id=pending.id, actor=asha, at=NOW)


class TestPaymentUnderWay:
    def processing(self, booking, at):
        return extend_hold_of_order(payable_id=payable_of(booking), at=at)

    def test_keeps_the_stock_once_and_half_an_hour_at_most(self, sold, book):
        booking, started = book(), NOW + dt.timedelta(minutes=14)
        until = started + dt.timedelta(minutes=30)

        assert self.processing(booking, started)
        assert queries.get_booking(booking_id=booking.id).hold_expires_at == until
        assert not self.processing(booking, until - MOMENT)
        assert expire_stale_holds(at=LATE) == 0
        assert expire_stale_holds(at=until) == 1

    def test_a_late_word_of_the_gateway_still_finds_the_stock(
        self, sold, asha, book, deliver_events
    ):
        booking = book()
        intent = start_payment(
            payable_id=payable_of(booking), expected=booking.total, actor=asha, at=NOW
        )
        confirm_payment(
            intent_id=intent.id, payment_method="pm_sandbox_late_success", actor=asha, at=NOW
        )
        deliver_events()

        assert expire_stale_holds(at=LATE) == 0
        kept = queries.get_booking(booking_id=booking.id)
        assert kept.hold_expires_at == NOW + dt.timedelta(minutes=30)

    def test_what_ran_out_stays_so(self, book):
        booking = book()

        assert not self.processing(booking, LATE)
        assert queries.get_booking(booking_id=booking.id) == booking


class TestRefunds:
    def test_one_that_fails_is_shown_until_the_money_has_gone_another_way(self, paid):
        def tell(refund_id, minor, *, has_failed):
            record_refund(
                payable_id=payable_of(paid),
                refund_id=refund_id,
                amount=inr(minor),
                has_failed=has_failed,
                at=NOW,
            )
            return queries.get_booking(booking_id=paid.id)

        first, second = new_id(), new_id()
        for _ in range(2):
            failed = tell(first, 500, has_failed=True)
        assert (failed.refund_failed, failed.refunded) == (inr(500), inr(0))

        for _ in range(2):
            gone = tell(second, 500, has_failed=False)
        assert (gone.refund_failed, gone.refunded) == (inr(0), inr(500))


class TestPaidTooLate:
    def late(self, booking, deliver_events):
        expire_stale_holds(at=LATE)
        deliver_events()
        return queries.get_booking(booking_id=booking.id)

    def test_takes_the_stock_again_where_it_can(self, sold, book, deliver_events):
        booking = book()
        assert self.late(booking, deliver_events).status is BookingStatus.FAILED

        for _ in range(2):
            confirmed = hear_of_payment(booking, at=LATE)

        assert confirmed.status is BookingStatus.CONFIRMED
        assert confirmed.hold_id != booking.hold_id
        assert stock(sold) == (0, 2)
        assert told(booking) == ["created", "held", "failed", "confirmed"]

    def test_gives_the_money_back_where_it_can_not(self, sold, book, pay, deliver_events):
        booking = pay(book(adults=3), deliver=False)
        expire_stale_holds(at=LATE)
        fail_expired_order(hold_id=booking.hold_id, at=LATE)
        book(adults=3)

        deliver_events()

        failed = queries.get_booking(booking_id=booking.id)
        assert (failed.status, failed.reason) == (BookingStatus.FAILED, "PAID_TOO_LATE")
        assert failed.refund_due == failed.paid == booking.total
        payable = payments.get_payable(payable_id=payable_of(booking))
        assert payable.refund_pending + payable.refunded == booking.total
        assert told(booking) == ["created", "held", "failed", "failed"]
        assert stock(sold) == (3, 0)

    def test_a_cancelled_booking_gives_the_money_back(self, sold, asha, book, pay, deliver_events):
        booking = pay(book(), deliver=False)
        cancel_booking(booking_id=booking.id, actor=asha, reason="", at=NOW)

        deliver_events()

        cancelled = queries.get_booking(booking_id=booking.id)
        assert cancelled.status is BookingStatus.CANCELLED
        assert cancelled.refund_due == booking.total
        payable = payments.get_payable(payable_id=payable_of(booking))
        assert payable.refund_pending + payable.refunded == booking.total
        assert stock(sold) == (0, 0)


class TestCancelling:
    def test_before_paying_frees_the_stock_and_closes_the_payable(self, sold, asha, book):
        booking = book()

        cancelled = cancel_booking(booking_id=booking.id, actor=asha, reason="", at=NOW)

        assert cancelled.status is BookingStatus.CANCELLED
        assert stock(sold) == (0, 0)
        payable = payments.get_payable(payable_id=payable_of(booking))
        assert payable.state is PayableState.CLOSED

    @pytest.mark.parametrize(("days", "percent"), [(8, 100), (3, 50), (1, 0)])
    def test_after_paying_gives_back_what_the_terms_say(self, sold, asha, paid, days, percent):
        booking = paid
        at = booking.items[0].travel_starts_at - ONE * days
        quote = quote_cancellation(booking_id=booking.id, actor=asha, at=at)

        cancelled = cancel_booking(booking_id=booking.id, actor=asha, reason="Ill", at=at)

        assert quote.kept == inr(1_218_000 * (100 - percent) // 100)
        assert cancelled.refund_due == quote.refund == inr(1_218_000 * percent // 100)
        assert stock(sold) == (0, 0)
        payable = payments.get_payable(payable_id=payable_of(booking))
        assert payable.refund_pending + payable.refunded == quote.refund

    def test_keeps_the_terms_it_was_sold_under(self, sold, asha, book, pay):
        terms = CancellationTerms.objects.create(source=Source.PORTAL)
        terms.tiers.create(hours_before=1, charge_value=10)
        booking = pay(book())
        terms.tiers.update(charge_value=100)

        quote = quote_cancellation(booking_id=booking.id, actor=asha, at=NOW)

        assert quote.kept == inr(121_800)

    def test_twice_is_refused_and_changes_nothing(self, sold, asha, book):
        booking = book()
        cancelled = cancel_booking(booking_id=booking.id, actor=asha, reason="", at=NOW)

        with pytest.raises(errors.AlreadyCancelled):
            cancel_booking(booking_id=booking.id, actor=asha, reason="", at=NOW)
        with pytest.raises(Stale):
            cancel_booking(booking_id=booking.id, actor=asha, reason="", at=NOW, expected_version=2)

        assert queries.get_booking(booking_id=booking.id) == cancelled

    def test_is_for_its_owner_and_for_staff_with_a_reason(self, sold, stranger, clerk, book):
        booking = book()

        with pytest.raises(errors.BookingNotFound):
            cancel_booking(booking_id=booking.id, actor=stranger, reason="x", at=NOW)
        with pytest.raises(errors.ReasonRequired):
            cancel_booking(booking_id=booking.id, actor=clerk, reason=" ", at=NOW)
        cancel_booking(booking_id=booking.id, actor=clerk, reason="Flood", at=NOW)

        entry = AuditEntry.objects.filter(booking_id=booking.id).last()
        assert (entry.action, entry.from_status, entry.to_status, entry.reason) == (
            "CANCEL",
            "ON_HOLD",
            "CANCELLED",
            "Flood",
        )


class TestCompleting:
    def test_when_travel_is_over_at_the_place(self, sold, book, pay):
        booking = pay(book())
        last_moment = dt.datetime(2026, 4, 2, 18, 29, tzinfo=dt.UTC)
        over = dt.datetime(2026, 4, 2, 18, 30, tzinfo=dt.UTC)

        assert queries.list_past(at=last_moment, limit=10) == ()
        assert queries.list_past(at=over, limit=10) == (booking.id,)
        for _ in range(2):
            done = complete_booking(booking_id=booking.id, at=over)

        assert done.status is BookingStatus.COMPLETED
        assert told(booking)[-1:] == ["completed"]
        assert queries.list_past(at=over, limit=10) == ()
