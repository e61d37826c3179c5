"""Holding the stock of an order that has none yet."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.policies import allows
from riz.use_cases import use_case

from .. import contracts, errors, queries
from ..contracts import BookingStatus
from ..domain import policies
from ..domain.states import Action, following
from ._confirming import hold
from ._history import lock_for_change
from ._stock import check_unpaid, hold_stock, lines_of


@use_case
def hold_order(
    *, booking_id: UUID, actor: Actor, at: dt.datetime, hold_id: UUID | None = None
) -> contracts.Order:
    """Hold what the order of a pending booking needs and open its payable."""
    booking, bookings = lock_for_change(booking_id=booking_id, actor=actor, action=policies.HOLD)
    following(status=BookingStatus(booking.status), action=Action.HOLD)
    if not all(allows(actor, policies.HOLD, each) for each in bookings):
        raise errors.BookingNotFound(booking_id=str(booking_id))
    waiting = [each for each in bookings if each.status == BookingStatus.PENDING]
    order = booking.order
    check_unpaid(seller_ids={each.seller_id for each in waiting}, actor=actor, at=at, but=order.id)
    stock = hold_stock(
        order_id=order.id, lines=lines_of(waiting), hold_id=hold_id, actor=actor, at=at
    )
    hold(order=order, bookings=waiting, stock=stock, actor=actor, at=at)
    return queries.to_order(order, bookings=bookings)
