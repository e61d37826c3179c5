"""Whatever travellers, payments and clocks do, in whatever order: stock, money and history agree after each step."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from contexts.booking.contracts import BookingStatus, ItemKind, ItemState, PayableStatus
from contexts.booking.domain.parts import Part
from contexts.booking.domain.targets import Target
from contexts.booking.models import (
    Booking,
    BookingItem,
    BookingRefund,
    DepositRule,
    Order,
    OrderPayable,
    PayableShare,
)
from contexts.booking.use_cases._changing import wish_of
from contexts.booking.use_cases.cancel_booking import cancel_booking
from contexts.booking.use_cases.follow_due_payable import follow_due_payable
from contexts.booking.use_cases.modify_booking import modify_booking
from contexts.booking.use_cases.place_order import place_order
from contexts.booking.use_cases.verify_audits import verify_audits
from contexts.inventory.models import StockDate
from contexts.inventory.use_cases.audit_stock import audit_stock
from contexts.inventory.use_cases.expire_stale_holds import expire_stale_holds
from contexts.payments.models import Payable
from contexts.payments.use_cases.confirm_payment import confirm_payment
from contexts.payments.use_cases.start_payment import start_payment
from riz.errors import RizError
from riz.outbox import relay
from tests.contexts.booking.conftest import DAY, NOW, ONE, wish

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = dt.timedelta(minutes=1)
# Two days before the first of it starts.
LATEST = dt.datetime.combine(DAY - ONE * 2, dt.time(), dt.UTC)
refused = contextlib.suppress(RizError)
choice = st.integers(0, 7)


ORDERS = {
    "rooms": st.integers(1, 2),
    "boats": st.integers(0, 3),
    "lakes": st.booleans(),
    "in_full": st.booleans(),
    "day": st.integers(0, 1),
}


class Machine(RuleBasedStateMachine):
    """Orders of one traveller; what is refused changes nothing, as the invariants show."""

    sold: object
    actor: object

    def __init__(self):
        super().__init__()
        self.now = NOW
        self.orders = []

    def teardown(self):
        """Give all of it back, so that the next example finds the stock as this one did."""
        for booking in Booking.objects.filter(order_id__in=self.orders):
            with refused:
                self.cancel_all(booking)
        relay.drain(strict=True)

    @initialize(**ORDERS)
    def begin(self, **facts):
        self.place(**facts)

    @rule(**ORDERS)
    def place(self, rooms, boats, lakes, in_full, day):
        start = DAY + ONE * 7 * day
        facts = {"start_date": start, "end_date": start + ONE * 2, "adults": rooms + 1}
        wishes = [wish(self.sold.stay, ItemKind.ACCOMMODATION, quantity=rooms, **facts)]
        if boats:
            wishes.append(wish(self.sold.boat, ItemKind.EXPERIENCE, start_date=start, adults=boats))
        if lakes:
            wishes.append(wish(self.sold.package, start_date=start))
        with refused:
            order = place_order(wishes=wishes, actor=self.actor, at=self.now, pays_in_full=in_full)
            self.orders.append(order.id)

    @rule(which=choice)
    def pay_and_hear(self, which):
        self.pay(which, is_heard=True)

    @rule(which=choice, is_heard=st.booleans())
    def pay(self, which, is_heard):
        rows = OrderPayable.objects.filter(order_id__in=self.orders, status=PayableStatus.OPEN)
        for payable in chosen(rows, which):
            with refused:
                intent = start_payment(
                    payable_id=payable.id, expected=None, actor=self.actor, at=self.now
                )
                confirm_payment(
                    intent_id=intent.id,
                    payment_method="pm_sandbox_success",
                    actor=self.actor,
                    at=self.now,
                )
        if is_heard:
            self.hear()

    @rule(which=choice, part=st.booleans())
    def cancel(self, which, part):
        for item in chosen(self.items(), which):
            facts = {"quantity": 1} if item.kind == ItemKind.ACCOMMODATION else {"adults": 1}
            with refused:
                self.cancel_all(item.booking, [Part(id=item.id, **(facts if part else {}))])

    def cancel_all(self, booking, parts=None):
        cancel_booking(booking_id=booking.id, actor=self.actor, reason="", at=self.now, parts=parts)

    @rule(which=choice, days=st.integers(-1, 1), nights=st.integers(1, 3))
    def modify(self, which, days, nights):
        for item in chosen(self.items(), which):
            before = wish_of(item)
            start = item.start_date + ONE * days
            is_stay = item.kind == ItemKind.ACCOMMODATION
            facts = {
                "start_date": start if is_stay else item.start_date,
                "end_date": start + ONE * nights if is_stay else None,
                "adults": before.adults if is_stay else nights,
                "quantity": before.quantity,
            }
            target = Target(id=item.id, wish=wish(item.item_id, ItemKind(item.kind), **facts))
            with refused:
                modify_booking(
                    booking_id=item.booking_id, targets=[target], actor=self.actor, at=self.now
                )

    @rule(minutes=st.sampled_from([1, 1, 1, 16, 60 * 24 * 11]))
    def wait(self, minutes):
        self.now = min(self.now + MINUTE * minutes, LATEST)

    @rule()
    def sweep(self):
        expire_stale_holds(at=self.now)
        while follow_due_payable(at=self.now):
            pass

    @rule()
    def hear(self):
        relay.drain(strict=True)

    def items(self):
        rows = BookingItem.objects.filter(booking__order_id__in=self.orders, state=ItemState.ACTIVE)
        return list(rows.select_related("booking").order_by("id"))

    @invariant()
    def stock_is_what_is_ordered(self):
        assert audit_stock(at=self.now) == 0
        for date in StockDate.objects.exclude(held=0, sold=0):
            assert date.held + date.sold <= date.capacity

    @invariant()
    def history_is_whole(self):
        assert verify_audits() == {}

    @invariant()
    def money_agrees(self):
        for payable in OrderPayable.objects.filter(order_id__in=self.orders):
            theirs = Payable.objects.get(id=payable.id)
            back = theirs.refunded_minor + theirs.refund_pending_minor
            asked = BookingRefund.objects.filter(payable=payable)
            assert payable.amount_minor == theirs.amount_minor == minor(payable.shares.all())
            assert back == minor(asked)
            if payable.status == PayableStatus.PAID:
                assert theirs.paid_minor == payable.amount_minor
        for booking in Booking.objects.filter(order_id__in=self.orders):
            paid = PayableShare.objects.filter(booking=booking, payable__status=PayableStatus.PAID)
            assert booking.paid_minor == minor(paid)
            assert booking.refund_due_minor == minor(booking.refunds.all())
            waits = Order.objects.get(id=booking.order_id).payables.filter(
                status=PayableStatus.OPEN
            )
            is_settled = booking.status in {BookingStatus.CANCELLED, BookingStatus.FAILED} or (
                booking.status == BookingStatus.CONFIRMED and not waits.exists()
            )
            if is_settled:
                assert booking.left == booking.owed


def chosen(rows, which):
    """Return one of the rows, if there is any."""
    rows = list(rows)
    return [rows[which % len(rows)]] if rows else []


def minor(rows):
    return rows.aggregate(sum=Sum("amount_minor"))["sum"] or 0


def test_stock_money_and_history_agree_after_each_step(sold, asha):
    DepositRule.objects.create(
        seller_id=sold.seller, item_id=sold.stay, percent=30, balance_due_days=7
    )
    machine = type("Machine", (Machine,), {"sold": sold, "actor": asha})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            database=None,
        ),
    )
