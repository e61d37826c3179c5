"""Payables of orders whose day has come: changes that end, balances that are reminded of and then cancel."""

from __future__ import annotations

import datetime as dt

from riz.actor import SYSTEM
from riz.money import Money
from riz.outbox.publishing import publish
from riz.use_cases import use_case

from .. import events
from ..contracts import BookingStatus, PayablePurpose, PayableStatus
from ..models import Booking, OrderPayable
from ._changing import abandon_change
from ._history import Change, lock_order, record
from ._payables import balance_grace, close_payables
from .cancel_booking import cancel_booking

BALANCE_UNPAID = "BALANCE_UNPAID"
CHANGE_UNPAID = "CHANGE_UNPAID"


@use_case
def follow_due_payable(*, at: dt.datetime) -> bool:
    """Do what the payable that is due longest demands; return whether there was one."""
    payable = (
        OrderPayable.objects.exclude(booking=None)
        .filter(status=PayableStatus.OPEN, due_at__lte=at)
        .exclude(reminded_at__gt=at - balance_grace())
        .order_by("due_at")
        .first()
    )
    if payable is None:
        return False
    bookings = lock_order(order_id=payable.order_id)
    booking = next(row for row in bookings if row.id == payable.booking_id)
    payable = next(row for row in booking.order.payables.all() if row.id == payable.id)
    if payable.status != PayableStatus.OPEN:
        return True
    if payable.purpose == PayablePurpose.DIFFERENCE:
        _abandon(booking, at)
    elif payable.reminded_at is None:
        _remind(payable, booking, at)
    elif booking.status == BookingStatus.CONFIRMED:
        cancel_booking(booking_id=booking.id, actor=SYSTEM, reason=BALANCE_UNPAID, at=at)
    else:
        close_payables([payable], at=at)
    return True


def _abandon(booking: Booking, at: dt.datetime) -> None:
    abandon_change(booking=booking, at=at)
    booking.mark_changed(at=at)
    booking.save()
    change = Change(booking, booking.status)
    record(change, action="ABANDON", actor=SYSTEM, at=at, reason=CHANGE_UNPAID)


def _remind(payable: OrderPayable, booking: Booking, at: dt.datetime) -> None:
    payable.reminded_at = at
    payable.save(update_fields=["reminded_at"])
    publish(
        events.BalanceOverdue(
            booking_id=booking.id,
            reference=booking.reference,
            amount=Money(payable.amount_minor, booking.currency),
            payable_id=payable.id,
            cancels_at=at + balance_grace(),
            occurred_at=at,
        )
    )
