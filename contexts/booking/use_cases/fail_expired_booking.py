"""The reaction to the end of a booking's hold."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from contexts.payments import api as payments
from riz.actor import SYSTEM
from riz.money import Money
from riz.outbox.publishing import publish
from riz.use_cases import use_case

from .. import contracts, events, queries
from ..contracts import BookingStatus
from ..domain.states import Action
from ..models import Booking
from ._history import record

HOLD_EXPIRED = "HOLD_EXPIRED"


@use_case
def fail_expired_booking(*, hold_id: UUID, at: dt.datetime) -> contracts.Booking | None:
    """Fail the booking that still waits on this hold, and take no more payments for it.

    A hold of nobody's booking, or one that the booking has replaced meanwhile, changes nothing.
    """
    booking = (
        Booking.objects.select_for_update(no_key=True)
        .filter(hold_id=hold_id, status=BookingStatus.ON_HOLD)
        .first()
    )
    if booking is None:
        return None
    before = booking.transition(action=Action.FAIL, at=at, reason=HOLD_EXPIRED)
    booking.hold_expires_at = None
    booking.save()
    if booking.payable_id is not None:
        payments.close_payable(payable_id=booking.payable_id, at=at)
    record(
        booking=booking,
        action=Action.FAIL,
        before=before,
        actor=SYSTEM,
        at=at,
        reason=HOLD_EXPIRED,
    )
    publish(
        events.BookingFailed(
            booking_id=booking.id,
            reference=booking.reference,
            reason=HOLD_EXPIRED,
            refund_due=Money(0, booking.currency),
            occurred_at=at,
        )
    )
    return queries.to_contract(booking)
