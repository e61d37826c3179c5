"""Holding the stock of a booking that has none yet."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.use_cases import use_case

from .. import contracts, queries
from ..contracts import BookingStatus
from ..domain import policies
from ..domain.states import Action, following
from ._history import lock_for_change
from ._holding import hold
from ._stock import check_unpaid, hold_stock, lines_of


@use_case
def hold_booking(
    *, booking_id: UUID, actor: Actor, at: dt.datetime, hold_id: UUID | None = None
) -> contracts.Booking:
    """Hold what a pending booking needs and open its payable."""
    booking = lock_for_change(booking_id=booking_id, actor=actor, action=policies.HOLD)
    following(status=BookingStatus(booking.status), action=Action.HOLD)
    check_unpaid(seller_id=booking.seller_id, actor=actor, at=at, but=booking.id)
    stock = hold_stock(
        booking_id=booking.id, lines=lines_of(booking), hold_id=hold_id, actor=actor, at=at
    )
    hold(booking=booking, stock=stock, actor=actor, at=at)
    return queries.to_contract(booking)
