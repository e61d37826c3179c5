"""The history that every change of a booking leaves behind, and orders as loaded before one."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db.models import prefetch_related_objects

from riz import trace
from riz.actor import Actor
from riz.locking import lock_all, lock_or_none
from riz.policies import allows
from riz.versions import Expected, ensure_expected

from .. import contracts, errors, queries
from ..models import AuditEntry, Booking, BookingVersion, Order


def lock_order(*, order_id: UUID) -> list[Booking]:
    """Lock an order and then its bookings, before any hold, date or payable of it; each has its parts at hand."""
    order = lock_or_none(Order, id=order_id, no_key=True)
    if order is None:
        return []
    bookings = lock_all(Booking.objects.filter(order_id=order_id), no_key=True)
    for booking in bookings:
        booking.order = order
    prefetch_related_objects(bookings, *queries.PARTS, "order__payables")
    return bookings


def lock_for_change(
    *, booking_id: UUID, actor: Actor, action: str, expected_version: Expected = None
) -> tuple[Booking, list[Booking]]:
    """Lock the order of a booking to which the actor may do this; return the booking, and all of the order's."""
    unknown = errors.BookingNotFound(booking_id=str(booking_id))
    order_id = Booking.objects.filter(id=booking_id).values_list("order_id", flat=True).first()
    bookings = lock_order(order_id=order_id) if order_id else []
    booking = next((row for row in bookings if row.id == booking_id), None)
    if booking is None or not allows(actor, action, booking):
        raise unknown
    ensure_expected(booking.version, expected_version)
    return booking, bookings


def refresh_parts(booking: Booking) -> None:
    """Read anew what was changed past the rows at hand."""
    booking._prefetched_objects_cache = {}  # type: ignore[attr-defined]  # noqa: SLF001 - what Django keeps of related rows
    prefetch_related_objects([booking], *queries.PARTS)


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """A booking that has changed, and the status that it had before."""

    booking: Booking
    before: str


def record(
    *changes: Change, action: str, actor: Actor, at: dt.datetime, reason: str = ""
) -> Sequence[contracts.Booking]:
    """Keep each whole booking as a version, and who changed what in the audit; return them as others see them."""
    scope = trace.current()
    seen = [queries.to_contract(change.booking) for change in changes]
    BookingVersion.objects.bulk_create(
        BookingVersion(
            booking=change.booking,
            version_no=change.booking.version,
            snapshot=dataclasses.asdict(booking),
            created_by=str(actor),
            created_at=at,
        )
        for change, booking in zip(changes, seen, strict=True)
    )
    AuditEntry.objects.bulk_create(
        AuditEntry(
            booking=change.booking,
            actor=str(actor),
            action=action,
            from_status=change.before,
            to_status=change.booking.status,
            reason=reason,
            request_id=scope.request_id if scope else "",
            at=at,
        )
        for change in changes
    )
    return seen
