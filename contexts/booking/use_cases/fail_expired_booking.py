"""The reaction to the end of a booking's hold."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.locking import lock_or_none
from riz.use_cases import use_case

from .. import contracts, queries
from ..contracts import BookingStatus
from ..models import Booking
from ._failing import fail

HOLD_EXPIRED = "HOLD_EXPIRED"


@use_case
def fail_expired_booking(*, hold_id: UUID, at: dt.datetime) -> contracts.Booking | None:
    """Fail the booking that still waits on this hold, and take no more payments for it.

    A hold of nobody's booking, or one that the booking has replaced meanwhile, changes nothing.
    """
    booking = lock_or_none(Booking, hold_id=hold_id, status=BookingStatus.ON_HOLD, no_key=True)
    if booking is None:
        return None
    fail(booking=booking, reason=HOLD_EXPIRED, at=at)
    return queries.to_contract(booking)
