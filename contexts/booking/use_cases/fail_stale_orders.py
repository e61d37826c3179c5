"""Orders whose stock nobody held, at their end."""

from __future__ import annotations

import datetime as dt

from riz.use_cases import use_case

from ..contracts import BookingStatus
from ..models import Booking, Order
from ._confirming import fail
from ._history import lock_order

NEVER_HELD = "NEVER_HELD"
PENDING_FOR = dt.timedelta(days=1)


@use_case
def fail_stale_orders(*, at: dt.datetime, limit: int = 100) -> int:
    """Fail orders that have been pending for a day, at most `limit` of them; return how many there were."""
    pending = Booking.objects.filter(status=BookingStatus.PENDING, created_at__lte=at - PENDING_FOR)
    stale = (
        Order.objects.select_for_update(no_key=True, skip_locked=True)
        .filter(id__in=pending.values("order_id"))
        .order_by("id")[:limit]
    )
    for order in stale:
        fail(bookings=lock_order(order_id=order.id), reason=NEVER_HELD, at=at)
    return len(stale)
