"""Keeping the stock of a booking whose payment is under way."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from contexts.inventory import api as inventory
from contexts.inventory import errors as inventory_errors
from riz.actor import SYSTEM
from riz.locking import lock_or_none
from riz.use_cases import use_case

from .. import contracts, queries
from ..contracts import BookingStatus
from ..models import Booking
from ._history import record

# UPI takes minutes; nobody keeps stock longer by beginning to pay again and again.
AT_MOST = dt.timedelta(minutes=30)


@use_case
def extend_hold_of_booking(*, payable_id: UUID, at: dt.datetime) -> contracts.Booking | None:
    """Keep the hold until half an hour after the payment began, once; one that is over stays so."""
    booking = lock_or_none(
        Booking,
        payable_id=payable_id,
        status=BookingStatus.ON_HOLD,
        hold_was_extended=False,
        no_key=True,
    )
    if booking is None or booking.hold_id is None:
        return None
    try:
        hold = inventory.extend_hold(hold_id=booking.hold_id, expires_at=at + AT_MOST, at=at)
    except inventory_errors.HoldExpired:
        return None
    booking.hold_expires_at, booking.hold_was_extended = hold.expires_at, True
    booking.mark_changed(at=at)
    booking.save()
    record(booking=booking, action="EXTEND", before=booking.status, actor=SYSTEM, at=at)
    return queries.to_contract(booking)
