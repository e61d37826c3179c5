"""Keeping the stock of an order whose payment is under way."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from contexts.inventory import api as inventory
from contexts.inventory import errors as inventory_errors
from riz.actor import SYSTEM
from riz.use_cases import use_case

from ..contracts import BookingStatus
from ..models import OrderPayable
from ._history import Change, lock_order, record
from ._payables import FIRST

# UPI takes minutes; nobody keeps stock longer by beginning to pay again and again.
AT_MOST = dt.timedelta(minutes=30)


@use_case
def extend_hold_of_order(*, payable_id: UUID, at: dt.datetime) -> bool:
    """Keep the hold until half an hour after the payment began, once; one that is over stays so. Return whether it is kept."""
    found = OrderPayable.objects.filter(id=payable_id, purpose__in=FIRST).first()
    bookings = lock_order(order_id=found.order_id) if found else []
    waiting = [booking for booking in bookings if booking.status == BookingStatus.ON_HOLD]
    order = waiting[0].order if waiting else None
    if order is None or order.hold_id is None or order.hold_was_extended:
        return False
    try:
        hold = inventory.extend_hold(hold_id=order.hold_id, expires_at=at + AT_MOST, at=at)
    except inventory_errors.HoldExpired:
        return False
    order.hold_expires_at, order.hold_was_extended = hold.expires_at, True
    order.save(update_fields=["hold_expires_at", "hold_was_extended"])
    for booking in waiting:
        booking.mark_changed(at=at)
        booking.save()
    changes = (Change(booking, booking.status) for booking in waiting)
    record(*changes, action="EXTEND", actor=SYSTEM, at=at)
    return True
