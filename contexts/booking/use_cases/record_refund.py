"""Writing down what became of money that was to go back."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import SYSTEM
from riz.locking import lock_or_none
from riz.money import Money
from riz.use_cases import use_case

from .. import contracts, queries
from ..models import AuditEntry, Booking
from ._history import record


@use_case
def record_refund(
    *, payable_id: UUID, refund_id: UUID, amount: Money, has_failed: bool, at: dt.datetime
) -> contracts.Booking | None:
    """Count a refund once, however often it is told: as gone back, or as one that could not be sent."""
    booking = lock_or_none(Booking, payable_id=payable_id, no_key=True)
    if booking is None:
        return None
    action = "REFUND_FAILED" if has_failed else "REFUNDED"
    known = AuditEntry.objects.filter(booking=booking, action=action, reason=str(refund_id))
    if not known.exists():
        if has_failed:
            booking.refund_failed_minor += amount.amount_minor
        else:
            booking.record_refund(amount=amount)
        booking.mark_changed(at=at)
        booking.save()
        record(
            booking=booking,
            action=action,
            before=booking.status,
            actor=SYSTEM,
            at=at,
            reason=str(refund_id),
        )
    return queries.to_contract(booking)
