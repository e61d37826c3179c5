"""Reactions to what payments and inventory tell."""

from __future__ import annotations

from contexts.inventory import events as inventory
from contexts.payments import events as payments
from riz.events import Delivery, on

from .use_cases.confirm_paid_booking import confirm_paid_booking
from .use_cases.fail_expired_booking import fail_expired_booking
from .use_cases.note_refund import note_refund


@on(payments.PayablePaid, handler="booking.confirm_when_paid")
def confirm_when_paid(event: payments.PayablePaid, delivery: Delivery) -> None:
    """Sell the stock to whoever paid for it."""
    del delivery
    confirm_paid_booking(payable_id=event.payable_id, amount=event.amount, at=event.occurred_at)


@on(payments.RefundSucceeded, handler="booking.note_refund")
def note_money_that_went_back(event: payments.RefundSucceeded, delivery: Delivery) -> None:
    """Show on the booking what went back."""
    del delivery
    note_refund(
        payable_id=event.payable_id,
        refund_id=event.refund_id,
        amount=event.amount,
        at=event.occurred_at,
    )


@on(inventory.HoldExpired, handler="booking.fail_when_expired")
def fail_when_expired(event: inventory.HoldExpired, delivery: Delivery) -> None:
    """Give up waiting for the money."""
    del delivery
    fail_expired_booking(hold_id=event.hold_id, at=event.occurred_at)
