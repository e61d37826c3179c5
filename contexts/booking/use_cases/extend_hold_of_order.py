"""Keeping the stock of an order, or of a change of one, whose payment is under way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.conf import settings

from contexts.inventory import api as inventory
from contexts.inventory import errors as inventory_errors
from riz.actor import SYSTEM
from riz.use_cases import use_case

from ..contracts import BookingStatus, PayablePurpose, PayableStatus
from ..models import Booking, OrderPayable
from ._history import Change, lock_order, record
from ._payables import FIRST

# UPI takes minutes; nobody keeps stock longer by beginning to pay again and again.
AT_MOST = dt.timedelta(minutes=30)


@use_case
def extend_hold_of_order(*, payable_id: UUID, at: dt.datetime) -> bool:
    """Keep what waits for a payment until half an hour after it began, once; what is over stays so. Return whether it is kept."""
    found = OrderPayable.objects.filter(id=payable_id, status=PayableStatus.OPEN).first()
    bookings = lock_order(order_id=found.order_id) if found else []
    if found is None or not bookings:
        return False
    if found.purpose == PayablePurpose.DIFFERENCE:
        return _keep_change(found, at)
    return found.purpose in FIRST and _keep_order(bookings, at)


def _keep_order(bookings: Sequence[Booking], at: dt.datetime) -> bool:
    order = bookings[0].order
    waiting = [booking for booking in bookings if booking.status == BookingStatus.ON_HOLD]
    if not waiting or order.hold_was_extended:
        return False
    until = _keep_stock(order.hold_id, at)
    if until is None:
        return False
    order.hold_expires_at, order.hold_was_extended = until, True
    order.save(update_fields=["hold_expires_at", "hold_was_extended"])
    for booking in waiting:
        booking.mark_changed(at=at)
        booking.save()
    changes = (Change(booking, booking.status) for booking in waiting)
    record(*changes, action="EXTEND", actor=SYSTEM, at=at)
    return True


def _keep_change(payable: OrderPayable, at: dt.datetime) -> bool:
    usual = dt.timedelta(seconds=settings.RIZ_HOLD_SECONDS)
    was_extended = payable.due_at - payable.created_at > usual
    if was_extended or (payable.hold_id is not None and not _keep_stock(payable.hold_id, at)):
        return False
    payable.due_at = at + AT_MOST
    payable.save(update_fields=["due_at"])
    return True


def _keep_stock(hold_id: UUID | None, at: dt.datetime) -> dt.datetime | None:
    """Keep a hold longer; return until when, or None where it is over."""
    if hold_id is None:
        return None
    try:
        hold = inventory.extend_hold(hold_id=hold_id, expires_at=at + AT_MOST, at=at)
    except inventory_errors.HoldExpired:
        return None
    return hold.expires_at
