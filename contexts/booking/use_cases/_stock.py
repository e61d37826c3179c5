"""Stock of orders: what inventory holds for them, and who may have how much of it unpaid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.conf import settings
from django.db.models import Min

from contexts.inventory import api as inventory
from contexts.inventory import contracts as inventory_contracts
from contexts.inventory import errors as inventory_errors
from contexts.inventory.contracts import HoldLine
from riz.actor import SYSTEM, Actor
from riz.policies import Target, allows

from .. import errors
from ..contracts import BookingStatus, ItemState
from ..domain import policies
from ..domain.offers import Stock
from ..models import Booking, BookingItem, Order


def lines_of(bookings: Iterable[Booking]) -> tuple[HoldLine, ...]:
    """Return what inventory has to hold for bookings as they are."""
    return tuple(
        line
        for booking in bookings
        for item in booking.items.all()
        if item.state == ItemState.ACTIVE
        for line in lines_of_item(item)
    )


def lines_of_item(item: BookingItem) -> tuple[HoldLine, ...]:
    """Return what inventory has to hold for an item."""
    return tuple(
        HoldLine(
            resource_id=line.resource_id,
            first_date=line.first_date,
            end_date=line.end_date,
            quantity=line.quantity,
        )
        for line in item.stock_lines.all()
    )


def to_line(stock: Stock) -> HoldLine:
    """Write what an offer takes as inventory knows it."""
    return HoldLine(
        resource_id=stock.resource_id,
        first_date=stock.first_date,
        end_date=stock.end_date,
        quantity=stock.quantity,
    )


def requester_of(order_id: UUID) -> str:
    """Name an order as inventory knows requesters."""
    return f"order:{order_id}"


def hold_stock(
    *,
    order_id: UUID,
    lines: Sequence[HoldLine],
    hold_id: UUID | None,
    actor: Actor,
    at: dt.datetime,
) -> inventory_contracts.Hold:
    """Take over the hold that the actor placed before, or place one."""
    expires_at = at + dt.timedelta(seconds=settings.RIZ_HOLD_SECONDS)
    if hold_id is None:
        return inventory.place_hold(
            lines=lines,
            requester=requester_of(order_id),
            expires_at=expires_at,
            actor=SYSTEM,
            at=at,
        )
    hold = inventory.get_hold(hold_id=hold_id)
    if hold.requester != f"user:{actor.id}":
        raise inventory_errors.HoldNotFound(hold_id=str(hold_id))
    if _by_date(hold.lines) != _by_date(lines):
        raise errors.HoldMismatch(hold_id=str(hold_id))
    return inventory.extend_hold(
        hold_id=hold_id,
        expires_at=expires_at,
        at=at,
        from_requester=hold.requester,
        to_requester=requester_of(order_id),
    )


def fit_stock(
    *, order: Order, bookings: Iterable[Booking], at: dt.datetime, from_hold_id: UUID | None = None
) -> None:
    """Let the order's hold or sale be of what its bookings are now; nothing left gives all of it back."""
    if order.hold_id is None:
        return
    if lines := lines_of(bookings):
        inventory.change_hold(hold_id=order.hold_id, lines=lines, at=at, from_hold_id=from_hold_id)
        return
    if inventory.get_hold(hold_id=order.hold_id).state is inventory_contracts.HoldState.CONFIRMED:
        inventory.return_sale(hold_id=order.hold_id, at=at)
    else:
        inventory.release_hold(hold_id=order.hold_id, actor=SYSTEM, at=at)


def check_unpaid(
    *,
    seller_ids: Collection[UUID],
    actor: Actor,
    at: dt.datetime,
    but: UUID | None = None,
) -> None:
    """Refuse an order of somebody who has ordered enough without having paid, whether its stock is held yet or not.

    Staff of all its sellers book for others and are not limited.
    """
    if actor.id is None or all(
        allows(actor, policies.CREATE_AT_A_DESK, Target(organisation_id=seller_id))
        for seller_id in seller_ids
    ):
        return
    unpaid = Order.objects.filter(
        created_by=actor.id,
        bookings__status__in=(BookingStatus.PENDING, BookingStatus.ON_HOLD),
    )
    if but is not None:
        unpaid = unpaid.exclude(id=but)
    if unpaid.values("id").distinct().count() >= settings.RIZ_UNPAID_BOOKINGS_LIMIT:
        oldest_ends_at = unpaid.aggregate(at=Min("hold_expires_at"))["at"] or at
        raise errors.TooManyUnpaid(
            limit=settings.RIZ_UNPAID_BOOKINGS_LIMIT,
            retry_after_seconds=max(1, int((oldest_ends_at - at).total_seconds())),
        )


def _by_date(lines: Iterable[HoldLine]) -> dict[tuple[UUID, dt.date], int]:
    sums: dict[tuple[UUID, dt.date], int] = {}
    for line in lines:
        for day in range((line.end_date - line.first_date).days):
            key = (line.resource_id, line.first_date + dt.timedelta(days=day))
            sums[key] = sums.get(key, 0) + line.quantity
    return sums
