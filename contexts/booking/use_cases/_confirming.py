"""The steps of a whole order: held, confirmed or failed, all of its bookings together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from contexts.inventory import api as inventory
from contexts.inventory import contracts as inventory_contracts
from riz.actor import SYSTEM, Actor
from riz.outbox.publishing import publish

from .. import events
from ..contracts import BookingStatus, ItemState
from ..domain.states import Action
from ..models import Booking, Order
from ._history import Change, record
from ._payables import close_payables, open_first_payable, settle

# What was asked for before a part was called off was paid after all.
PAID_TOO_MUCH = "PAID_TOO_MUCH"


def hold(
    *,
    order: Order,
    bookings: Sequence[Booking],
    stock: inventory_contracts.Hold,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Tie the held stock to the order and ask for the money until the hold ends; what costs nothing is sold at once."""
    changes = [
        Change(booking, booking.transition(action=Action.HOLD, at=at)) for booking in bookings
    ]
    order.hold_id, order.hold_expires_at = stock.id, stock.expires_at
    order.save(update_fields=["hold_id", "hold_expires_at"])
    payable = open_first_payable(order=order, bookings=bookings, at=at)
    _save(bookings)
    record(*changes, action=Action.HOLD, actor=actor, at=at)
    publish(
        *(
            events.BookingHeld(
                booking_id=booking.id,
                reference=booking.reference,
                hold_expires_at=stock.expires_at,
                occurred_at=at,
            )
            for booking in bookings
        )
    )
    if payable is None:
        inventory.confirm_hold(hold_id=stock.id, at=at)
        confirm(bookings=bookings, at=at)


def confirm(*, bookings: Sequence[Booking], at: dt.datetime) -> None:
    """Confirm locked bookings whose stock is sold, ask for what they still lack, and tell."""
    changes = [
        Change(booking, booking.transition(action=Action.CONFIRM, at=at)) for booking in bookings
    ]
    _end_hold(bookings)
    for booking in bookings:
        booking.fit_payment_status()
        settle(booking=booking, reason=PAID_TOO_MUCH, at=at)
    _save(bookings)
    record(*changes, action=Action.CONFIRM, actor=SYSTEM, at=at)
    publish(
        *(
            events.BookingConfirmed(
                **facts_of(booking),
                created_by=booking.created_by,
                seller_id=booking.seller_id,
                total=booking.total,
                start_date=booking.start_date,
                end_date=booking.end_date,
                occurred_at=at,
            )
            for booking in bookings
        )
    )


def fail(*, bookings: Iterable[Booking], reason: str, at: dt.datetime) -> None:
    """Fail the locked bookings of an order that waited in vain, and ask for no more payments; what came goes back."""
    waiting = [
        booking
        for booking in bookings
        if booking.status in (BookingStatus.PENDING, BookingStatus.ON_HOLD)
    ]
    if not waiting:
        return
    changes = [
        Change(booking, booking.transition(action=Action.FAIL, at=at, reason=reason))
        for booking in waiting
    ]
    _end_hold(waiting)
    close_payables(waiting[0].order.payables.all(), at=at)
    refunds = [settle(booking=booking, reason=reason, at=at) for booking in waiting]
    _save(waiting)
    record(*changes, action=Action.FAIL, actor=SYSTEM, at=at, reason=reason)
    publish(
        *(
            events.BookingFailed(
                **facts_of(booking), reason=reason, refund_due=refund, occurred_at=at
            )
            for booking, refund in zip(waiting, refunds, strict=True)
        )
    )


def facts_of(booking: Booking) -> dict[str, Any]:
    """Return what events of a booking tell of it."""
    items = [item.item_id for item in booking.items.all() if item.state == ItemState.ACTIVE]
    return {
        "booking_id": booking.id,
        "reference": booking.reference,
        "order_id": booking.order_id,
        "trip_id": booking.order.trip_id,
        "items": tuple(dict.fromkeys(items)),
    }


def _end_hold(bookings: Sequence[Booking]) -> None:
    for order in {booking.order_id: booking.order for booking in bookings}.values():
        order.hold_expires_at = None
        order.save(update_fields=["hold_expires_at"])


def _save(bookings: Iterable[Booking]) -> None:
    for booking in bookings:
        booking.save()
