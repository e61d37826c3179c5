"""Calling a booking off."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from contexts.inventory import api as inventory
from contexts.payments import api as payments
from riz.actor import SYSTEM, Actor
from riz.money import Money
from riz.outbox.publishing import publish
from riz.use_cases import use_case
from riz.versions import Expected

from .. import contracts, errors, events, queries
from ..contracts import BookingStatus
from ..domain import policies
from ..domain.states import Action
from ..models import Booking
from ._history import lock_for_change, record

BY_CUSTOMER, BY_SELLER = "CANCELLED_BY_CUSTOMER", "CANCELLED_BY_SELLER"


@use_case
def cancel_booking(
    *,
    booking_id: UUID,
    actor: Actor,
    reason: str,
    at: dt.datetime,
    expected_version: Expected = None,
) -> contracts.Booking:
    """Cancel a booking: what is held is freed, what is sold is returned, what is paid goes back as the terms say."""
    booking = lock_for_change(
        booking_id=booking_id,
        actor=actor,
        action=policies.CANCEL,
        expected_version=expected_version,
    )
    if actor.id != booking.created_by and not reason.strip():
        raise errors.ReasonRequired
    # Others are told by whom; the words of the reason may name people and stay here.
    why = BY_CUSTOMER if actor.id == booking.created_by else BY_SELLER
    before = booking.transition(action=Action.CANCEL, at=at, reason=reason)
    refund = (
        _return_sale(booking, why, at)
        if before is BookingStatus.CONFIRMED
        else _give_up(booking, at)
    )
    booking.refund_due_minor += refund.amount_minor
    booking.hold_expires_at = None
    booking.save()
    record(booking=booking, action=Action.CANCEL, before=before, actor=actor, at=at, reason=reason)
    publish(
        events.BookingCancelled(
            booking_id=booking.id,
            reference=booking.reference,
            reason=why,
            refund_due=refund,
            occurred_at=at,
        )
    )
    return queries.to_contract(booking)


def _return_sale(booking: Booking, why: str, at: dt.datetime) -> Money:
    _, refund = queries.refund_now(booking=booking, at=at)
    if booking.hold_id is not None:
        inventory.return_sale(hold_id=booking.hold_id, at=at)
    if refund and booking.payable_id is not None:
        payments.refund_payable(payable_id=booking.payable_id, amount=refund, reason=why, at=at)
    return refund


def _give_up(booking: Booking, at: dt.datetime) -> Money:
    if booking.hold_id is not None:
        inventory.release_hold(hold_id=booking.hold_id, actor=SYSTEM, at=at)
    if booking.payable_id is not None:
        payments.close_payable(payable_id=booking.payable_id, at=at)
    return Money(0, booking.currency)
