"""To FAILED, before anything was paid."""

from __future__ import annotations

import datetime as dt

from contexts.payments import api as payments
from riz.actor import SYSTEM
from riz.money import Money
from riz.outbox.publishing import publish

from .. import events
from ..domain.states import Action
from ..models import Booking
from ._history import record


def fail(*, booking: Booking, reason: str, at: dt.datetime) -> None:
    """Fail a locked booking that waited in vain, and take no more payments for it."""
    before = booking.transition(action=Action.FAIL, at=at, reason=reason)
    booking.hold_expires_at = None
    booking.save()
    if booking.payable_id is not None:
        payments.close_payable(payable_id=booking.payable_id, at=at)
    record(booking=booking, action=Action.FAIL, before=before, actor=SYSTEM, at=at, reason=reason)
    publish(
        events.BookingFailed(
            booking_id=booking.id,
            reference=booking.reference,
            reason=reason,
            refund_due=Money(0, booking.currency),
            occurred_at=at,
        )
    )
