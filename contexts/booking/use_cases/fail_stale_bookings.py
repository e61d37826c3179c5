"""Bookings whose stock nobody held, at their end."""

from __future__ import annotations

import datetime as dt

from riz.use_cases import use_case

from ..contracts import BookingStatus
from ..models import Booking
from ._failing import fail

NEVER_HELD = "NEVER_HELD"
PENDING_FOR = dt.timedelta(days=1)


@use_case
def fail_stale_bookings(*, at: dt.datetime, limit: int = 100) -> int:
    """Fail bookings that have been pending for a day, at most `limit` of them; return how many there were."""
    stale = (
        Booking.objects.select_for_update(no_key=True, skip_locked=True)
        .filter(status=BookingStatus.PENDING, created_at__lte=at - PENDING_FOR)
        .order_by("created_at")[:limit]
    )
    for booking in stale:
        fail(booking=booking, reason=NEVER_HELD, at=at)
    return len(stale)
