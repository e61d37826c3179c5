"""Closing a booking whose travel is over."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import SYSTEM
from riz.outbox.publishing import publish
from riz.use_cases import use_case

from .. import contracts, events, queries
from ..contracts import BookingStatus
from ..domain import policies
from ..domain.states import Action
from ._history import Change, lock_for_change, record


@use_case
def complete_booking(*, booking_id: UUID, at: dt.datetime) -> contracts.Booking:
    """Complete a confirmed booking; one that is not confirmed any more stays as it is."""
    booking, _ = lock_for_change(booking_id=booking_id, actor=SYSTEM, action=policies.COMPLETE)
    if booking.status == BookingStatus.CONFIRMED:
        before = booking.transition(action=Action.COMPLETE, at=at)
        booking.save()
        record(Change(booking, before), action=Action.COMPLETE, actor=SYSTEM, at=at)
        publish(
            events.BookingCompleted(
                booking_id=booking.id, reference=booking.reference, occurred_at=at
            )
        )
    return queries.to_contract(booking)
