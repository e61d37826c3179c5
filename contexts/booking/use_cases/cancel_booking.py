"""Calling a booking off, or a part of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from riz.actor import SYSTEM, Actor
from riz.outbox.publishing import publish
from riz.use_cases import use_case
from riz.versions import Expected

from .. import contracts, errors, events
from ..contracts import BookingStatus
from ..domain import policies
from ..domain.parts import Part
from ..domain.states import Action, following
from ..models import Booking
from ._changing import abandon_change
from ._confirming import facts_of
from ._falling_away import fall_away
from ._history import Change, lock_for_change, record
from ._payables import open_first_payable, settle
from ._stock import fit_stock

BY_CUSTOMER, BY_SELLER = "CANCELLED_BY_CUSTOMER", "CANCELLED_BY_SELLER"


@use_case
def cancel_booking(
    *,
    booking_id: UUID,
    actor: Actor,
    reason: str,
    at: dt.datetime,
    parts: Sequence[Part] | None = None,
    expected_version: Expected = None,
) -> contracts.Booking:
    """Cancel a booking, some of its items, or some persons or units of them.

    What is held is freed, what is sold is returned, and what is paid goes back but for what the terms keep.
    """
    booking, bookings = lock_for_change(
        booking_id=booking_id,
        actor=actor,
        action=policies.CANCEL,
        expected_version=expected_version,
    )
    if actor.id != booking.created_by and actor is not SYSTEM and not reason.strip():
        raise errors.ReasonRequired
    following(status=BookingStatus(booking.status), action=Action.CANCEL)
    why = _why(booking, actor, reason)
    abandon_change(booking=booking, at=at)
    is_all = fall_away(booking=booking, parts=parts, at=at)
    before = booking.status
    if is_all:
        booking.transition(action=Action.CANCEL, at=at, reason=reason)
    else:
        booking.mark_changed(at=at)
        booking.reason = reason
    fit_stock(order=booking.order, bookings=_running(bookings), at=at)
    if before == BookingStatus.ON_HOLD:
        open_first_payable(order=booking.order, bookings=bookings, at=at)
        _end_hold(bookings)
    refund = settle(booking=booking, reason=why, at=at)
    booking.save()
    change = Change(booking, before)
    action = Action.CANCEL if is_all else "CANCEL_PART"
    (seen,) = record(change, action=action, actor=actor, at=at, reason=reason)
    if is_all:
        publish(
            events.BookingCancelled(
                **facts_of(booking), reason=why, refund_due=refund, occurred_at=at
            )
        )
    else:
        publish(
            events.BookingModified(
                **facts_of(booking),
                total=booking.total,
                refund_due=refund,
                start_date=booking.start_date,
                end_date=booking.end_date,
                occurred_at=at,
            )
        )
    return seen


def _why(booking: Booking, actor: Actor, reason: str) -> str:
    """Return who cancels, which is all that others are told: the words of the reason may name people and stay here."""
    if actor is SYSTEM:
        return reason
    return BY_CUSTOMER if actor.id == booking.created_by else BY_SELLER


def _running(bookings: Sequence[Booking]) -> list[Booking]:
    over = (BookingStatus.CANCELLED, BookingStatus.FAILED)
    return [booking for booking in bookings if booking.status not in over]


def _end_hold(bookings: Sequence[Booking]) -> None:
    order = bookings[0].order
    if not any(booking.status == BookingStatus.ON_HOLD for booking in bookings):
        order.hold_expires_at = None
        order.save(update_fields=["hold_expires_at"])
