"""The reaction to the end of an order's hold."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.use_cases import use_case

from ..contracts import BookingStatus
from ..models import Order
from ._confirming import fail
from ._history import lock_order

HOLD_EXPIRED = "HOLD_EXPIRED"


@use_case
def fail_expired_order(*, hold_id: UUID, at: dt.datetime) -> bool:
    """Fail the bookings that still wait on this hold, and take no more payments for them; return whether there were any.

    A hold of nobody's order, or one that the order has replaced meanwhile, changes nothing.
    """
    order_id = Order.objects.filter(hold_id=hold_id).values_list("id", flat=True).first()
    bookings = lock_order(order_id=order_id) if order_id else []
    if not bookings or bookings[0].order.hold_id != hold_id:
        return False
    waiting = [booking for booking in bookings if booking.status == BookingStatus.ON_HOLD]
    fail(bookings=waiting, reason=HOLD_EXPIRED, at=at)
    return bool(waiting)
