"""Reactions to what payments and inventory tell, and hints to the sockets that watch a booking."""

from __future__ import annotations

from contexts.identity import events as identity
from contexts.inventory import events as inventory
from contexts.payments import events as payments
from riz.events import Delivery, Event, OnDead, on
from riz.sockets.hints import hint_after_commit

from . import events
from .domain.rooms import room_of
from .use_cases.apply_payment import apply_payment
from .use_cases.extend_hold_of_order import extend_hold_of_order
from .use_cases.fail_expired_order import fail_expired_order
from .use_cases.forget_customer import forget_customer
from .use_cases.record_refund import record_refund


@on(payments.PayablePaid, handler="booking.confirm_when_paid")
def confirm_when_paid(event: payments.PayablePaid, delivery: Delivery) -> None:
    """Give the order what was paid for it."""
    del delivery
    apply_payment(payable_id=event.payable_id, amount=event.amount, at=event.occurred_at)


@on(payments.PaymentProcessing, handler="booking.extend_hold_while_paying")
def extend_hold_while_paying(event: payments.PaymentProcessing, delivery: Delivery) -> None:
    """Keep the stock for a payment that takes its time."""
    del delivery
    extend_hold_of_order(payable_id=event.payable_id, at=event.occurred_at)


@on(payments.RefundSucceeded, handler="booking.record_refund")
@on(payments.RefundFailed, handler="booking.record_refund")
def record_refund_on_booking(
    event: payments.RefundSucceeded | payments.RefundFailed, delivery: Delivery
) -> None:
    """Show on the booking what went back, and what could not."""
    del delivery
    record_refund(
        payable_id=event.payable_id,
        refund_id=event.refund_id,
        amount=event.amount,
        has_failed=isinstance(event, payments.RefundFailed),
        at=event.occurred_at,
    )


@on(inventory.HoldExpired, handler="booking.fail_when_expired")
def fail_when_expired(event: inventory.HoldExpired, delivery: Delivery) -> None:
    """Give up waiting for the money."""
    del delivery
    fail_expired_order(hold_id=event.hold_id, at=event.occurred_at)


@on(identity.UserErased, handler="booking.forget_customer")
def forget_erased_customer(event: identity.UserErased, delivery: Delivery) -> None:
    """Take the person's name off everything that they booked."""
    del delivery
    forget_customer(user_id=event.user_id, at=event.occurred_at)


@on(events.BookingHeld, handler="booking.hint_sockets", on_dead=OnDead.SKIP)
@on(events.BookingConfirmed, handler="booking.hint_sockets", on_dead=OnDead.SKIP)
@on(events.BookingCancelled, handler="booking.hint_sockets", on_dead=OnDead.SKIP)
@on(events.BookingFailed, handler="booking.hint_sockets", on_dead=OnDead.SKIP)
@on(events.BookingCompleted, handler="booking.hint_sockets", on_dead=OnDead.SKIP)
@on(events.BookingModified, handler="booking.hint_sockets", on_dead=OnDead.SKIP)
def hint_sockets(event: Event, delivery: Delivery) -> None:
    """Make the booking's sockets look again, once what they will see is committed.

    A hint that fails is not repeated, for the sockets can always read.
    """
    del delivery
    hint_after_commit(room=room_of(booking_id=event.aggregate_id), kind="booking.changed")
