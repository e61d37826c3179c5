"""From PENDING to ON_HOLD."""

from __future__ import annotations

import datetime as dt

from contexts.inventory import api as inventory
from contexts.inventory import contracts as inventory_contracts
from riz.actor import Actor
from riz.outbox.publishing import publish

from .. import events
from ..contracts import PaymentStatus
from ..domain.states import Action
from ..models import Booking
from ._confirming import confirm
from ._history import record
from ._stock import open_payable


def hold(
    *, booking: Booking, stock: inventory_contracts.Hold, actor: Actor, at: dt.datetime
) -> None:
    """Tie the held stock to the booking and ask for the money until the hold ends; what costs nothing is sold at once."""
    before = booking.transition(action=Action.HOLD, at=at)
    booking.hold_id, booking.hold_expires_at = stock.id, stock.expires_at
    if booking.total:
        booking.payable_id = open_payable(booking=booking, expires_at=stock.expires_at, at=at)
    booking.save()
    record(booking=booking, action=Action.HOLD, before=before, actor=actor, at=at)
    publish(
        events.BookingHeld(
            booking_id=booking.id,
            reference=booking.reference,
            hold_expires_at=stock.expires_at,
            occurred_at=at,
        )
    )
    if not booking.total:
        inventory.confirm_hold(hold_id=stock.id, at=at)
        booking.payment_status = PaymentStatus.PAID
        confirm(booking=booking, at=at)
