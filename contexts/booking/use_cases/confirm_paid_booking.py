"""The reaction to a payable of a booking that was paid, in time or not."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from contexts.inventory import api as inventory
from contexts.inventory import errors as inventory_errors
from contexts.payments import api as payments
from riz.actor import SYSTEM
from riz.locking import lock_or_none
from riz.money import Money
from riz.outbox.publishing import publish
from riz.use_cases import use_case

from .. import contracts, events, queries
from ..contracts import BookingStatus
from ..domain.states import Action
from ..models import Booking
from ._confirming import confirm
from ._history import record
from ._stock import lines_of, requester_of

PAID_TOO_LATE = "PAID_TOO_LATE"
PAID_AFTER_CANCELLATION = "PAID_AFTER_CANCELLATION"
MOMENT = dt.timedelta(minutes=1)


@use_case
def confirm_paid_booking(
    *, payable_id: UUID, amount: Money, at: dt.datetime
) -> contracts.Booking | None:
    """Sell the stock to the booking that was paid, or give the money back.

    Told twice, it does nothing the second time. A payable that is not a booking's is somebody else's business.
    """
    booking = lock_or_none(Booking, payable_id=payable_id, no_key=True)
    if booking is None:
        return None
    if booking.paid_minor == 0:
        booking.record_payment(amount=amount)
        _settle(booking, at)
    return queries.to_contract(booking)


def _settle(booking: Booking, at: dt.datetime) -> None:
    if booking.status not in (BookingStatus.ON_HOLD, BookingStatus.FAILED):
        _give_back(booking, PAID_AFTER_CANCELLATION, at)
    elif _secure_stock(booking, at):
        confirm(booking=booking, at=at)
    else:
        _give_back(booking, PAID_TOO_LATE, at)


def _secure_stock(booking: Booking, at: dt.datetime) -> bool:
    """Turn the hold into a sale; one that is over is replaced, if the stock can still be had."""
    if booking.hold_id is None:
        raise ValueError(f"{booking.reference} was paid and never held anything")
    try:
        inventory.confirm_hold(hold_id=booking.hold_id, at=at)
    except (inventory_errors.HoldExpired, inventory_errors.HoldEnded):
        return _retake_stock(booking, booking.hold_id, at)
    return True


def _retake_stock(booking: Booking, stale_hold_id: UUID, at: dt.datetime) -> bool:
    # A hold that ran out but was not swept yet still has the stock: it is freed for the new one.
    inventory.release_hold(hold_id=stale_hold_id, actor=SYSTEM, at=at)
    try:
        hold = inventory.place_hold(
            lines=lines_of(booking),
            requester=requester_of(booking.id),
            expires_at=at + MOMENT,
            actor=SYSTEM,
            at=at,
        )
    except (inventory_errors.NotAvailable, inventory_errors.DateInPast):
        return False
    inventory.confirm_hold(hold_id=hold.id, at=at)
    booking.hold_id = hold.id
    return True


def _give_back(booking: Booking, reason: str, at: dt.datetime) -> None:
    before = BookingStatus(booking.status)
    if before is BookingStatus.ON_HOLD:
        booking.transition(action=Action.FAIL, at=at, reason=reason)
    else:
        booking.mark_changed(at=at)
        booking.reason = reason
    booking.hold_expires_at = None
    booking.refund_due_minor = booking.paid_minor
    booking.save()
    if booking.payable_id is not None:
        payments.refund_payable(
            payable_id=booking.payable_id, amount=booking.paid, reason=reason, at=at
        )
    record(booking=booking, action="REFUND", before=before, actor=SYSTEM, at=at, reason=reason)
    if booking.status == BookingStatus.FAILED:
        publish(
            events.BookingFailed(
                booking_id=booking.id,
                reference=booking.reference,
                reason=reason,
                refund_due=booking.paid,
                occurred_at=at,
            )
        )
