"""The history that every change of a booking leaves behind, and the booking as loaded before one."""

from __future__ import annotations

import dataclasses
import datetime as dt
from uuid import UUID

from riz import trace
from riz.actor import Actor
from riz.locking import lock_or_none
from riz.policies import allows
from riz.versions import Expected, ensure_expected

from .. import errors, queries
from ..models import AuditEntry, Booking, BookingVersion


def lock_for_change(
    *, booking_id: UUID, actor: Actor, action: str, expected_version: Expected = None
) -> Booking:
    """Lock a booking to which the actor may do this; the row comes before any hold, date or payable of it."""
    booking = lock_or_none(Booking, id=booking_id, no_key=True)
    if booking is None or not allows(actor, action, booking):
        raise errors.BookingNotFound(booking_id=str(booking_id))
    ensure_expected(booking.version, expected_version)
    return booking


def record(
    *,
    booking: Booking,
    action: str,
    before: str,
    actor: Actor,
    at: dt.datetime,
    reason: str = "",
) -> None:
    """Keep the whole booking as a version, and who changed what in the audit."""
    scope = trace.current()
    snapshot = dataclasses.asdict(queries.to_contract(booking))
    BookingVersion.objects.create(
        booking=booking,
        version_no=booking.version,
        snapshot=snapshot,
        created_by=str(actor),
        created_at=at,
    )
    AuditEntry.objects.create(
        booking=booking,
        actor=str(actor),
        action=action,
        from_status=before,
        to_status=booking.status,
        reason=reason,
        request_id=scope.request_id if scope else "",
        at=at,
    )
