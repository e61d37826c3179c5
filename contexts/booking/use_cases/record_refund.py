"""Writing down that money went back."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import SYSTEM
from riz.money import Money
from riz.use_cases import use_case

from .. import contracts, queries
from ..models import AuditEntry, Booking
from ._history import record


@use_case
def record_refund(
    *, payable_id: UUID, refund_id: UUID, amount: Money, at: dt.datetime
) -> contracts.Booking | None:
    """Count a refund once, however often it is told."""
    booking = Booking.objects.select_for_update(no_key=True).filter(payable_id=payable_id).first()
    if booking is None:
        return None
    recorded = AuditEntry.objects.filter(booking=booking, action="REFUNDED", reason=str(refund_id))
    if not recorded.exists():
        booking.record_refund(amount=amount)
        booking.mark_changed(at=at)
        booking.save()
        record(
            booking=booking,
            action="REFUNDED",
            before=booking.status,
            actor=SYSTEM,
            at=at,
            reason=str(refund_id),
        )
    return queries.to_contract(booking)
