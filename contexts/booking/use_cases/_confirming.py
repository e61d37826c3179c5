"""To CONFIRMED, once the stock is sold to the booking."""

from __future__ import annotations

import datetime as dt

from riz.actor import SYSTEM
from riz.outbox.publishing import publish

from .. import events
from ..domain.states import Action
from ..models import Booking
from ._history import record


def confirm(*, booking: Booking, at: dt.datetime) -> None:
    """Confirm a locked booking and tell."""
    before = booking.transition(action=Action.CONFIRM, at=at)
    booking.hold_expires_at = None
    booking.save()
    record(booking=booking, action=Action.CONFIRM, before=before, actor=SYSTEM, at=at)
    publish(
        events.BookingConfirmed(
            booking_id=booking.id,
            reference=booking.reference,
            created_by=booking.created_by,
            seller_id=booking.seller_id,
            total=booking.total,
            start_date=booking.start_date,
            end_date=booking.end_date,
            occurred_at=at,
        )
    )
