"""Writing down what became of money that was to go back."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db.models import F

from riz.actor import SYSTEM
from riz.money import Money
from riz.use_cases import use_case

from ..models import Booking, BookingRefund, OrderPayable, PayableShare, RefundStatus
from ._history import Change, lock_order, record


@use_case
def record_refund(
    *, payable_id: UUID, refund_id: UUID, amount: Money, has_failed: bool, at: dt.datetime
) -> bool:
    """Count a refund once, however often it is told: as gone back, or as one that could not be sent.

    Return whether it was news. A refund that staff made at payments is taken to be for what failed before, and else for
    the booking that the payment paid most of.
    """
    payable = OrderPayable.objects.filter(id=payable_id).first()
    if payable is None:
        return False
    bookings = {row.id: row for row in lock_order(order_id=payable.order_id)}
    status = RefundStatus.FAILED if has_failed else RefundStatus.SUCCEEDED
    rows = list(BookingRefund.objects.filter(refund_id=refund_id))
    if any(row.status != RefundStatus.PENDING for row in rows):
        return False
    rows = rows or _refund_of_staff(payable, bookings, refund_id, amount, at)
    changed = [bookings[row.booking_id] for row in rows]
    for row, booking in zip(rows, changed, strict=True):
        row.status = status
        row.save()
        _count(payable, booking, row)
        booking.mark_changed(at=at)
        booking.save()
    record(
        *(Change(booking, booking.status) for booking in changed),
        action="REFUND_FAILED" if has_failed else "REFUNDED",
        actor=SYSTEM,
        at=at,
        reason=str(refund_id),
    )
    return True


def _count(payable: OrderPayable, booking: Booking, row: BookingRefund) -> None:
    if row.status == RefundStatus.FAILED:
        booking.refund_failed_minor += row.amount_minor
        return
    booking.refunded_minor += row.amount_minor
    booking.refund_failed_minor = max(0, booking.refund_failed_minor - row.amount_minor)
    booking.refund_due_minor = max(booking.refund_due_minor, booking.refunded_minor)
    booking.fit_payment_status()
    payable.refunded_minor += row.amount_minor
    payable.save(update_fields=["refunded_minor"])


def _refund_of_staff(
    payable: OrderPayable,
    bookings: dict[UUID, Booking],
    refund_id: UUID,
    amount: Money,
    at: dt.datetime,
) -> list[BookingRefund]:
    """Write rows for a refund that nobody here asked for, each no larger than what its booking was paid."""
    shares = PayableShare.objects.filter(payable=payable).order_by("-amount_minor", "id")
    ordered = sorted(shares, key=lambda share: not bookings[share.booking_id].refund_failed_minor)
    rows, left = [], amount.amount_minor
    for share in ordered:
        gone = bookings[share.booking_id].refunded_minor
        part = min(left, share.amount_minor, bookings[share.booking_id].paid_minor - gone)
        left -= part
        if part:
            replaced = min(part, bookings[share.booking_id].refund_failed_minor)
            PayableShare.objects.filter(id=share.id).update(
                refund_due_minor=F("refund_due_minor")
                + min(part - replaced, share.amount_minor - share.refund_due_minor)
            )
            rows.append(
                BookingRefund(
                    refund_id=refund_id,
                    booking=bookings[share.booking_id],
                    payable=payable,
                    amount_minor=part,
                    created_at=at,
                )
            )
    return rows
