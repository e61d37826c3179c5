"""Changing the dates, the party or the things of a booking."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.conf import settings

from contexts.inventory import api as inventory
from riz.actor import Actor
from riz.money import Money, total
from riz.use_cases import use_case
from riz.versions import Expected

from .. import contracts, errors
from ..contracts import BookingStatus, ItemState, PayablePurpose, Source
from ..domain import policies
from ..domain.targets import Target
from ..models import Booking, BookingItem
from ._changing import Plan, find_waiting, finish_change, plan_change
from ._history import Change, lock_for_change, record, refresh_parts
from ._items import write_items
from ._payables import open_payable
from ._stock import fit_stock, lines_of_item
from ._terms import load_terms


@use_case
def modify_booking(
    *,
    booking_id: UUID,
    targets: Sequence[Target],
    actor: Actor,
    at: dt.datetime,
    reason: str = "",
    expected_version: Expected = None,
    expected_difference: Money | None = None,
) -> contracts.Booking:
    """Change a confirmed booking: at once where it costs no more, and else once the difference is paid.

    Until then what is added is held, and what there was stays. A lower price goes back, but for what the terms keep of
    nights, units and persons that are less.
    """
    booking, bookings = lock_for_change(
        booking_id=booking_id,
        actor=actor,
        action=policies.MODIFY,
        expected_version=expected_version,
    )
    if actor.id != booking.created_by and not reason.strip():
        raise errors.ReasonRequired
    if booking.status != BookingStatus.CONFIRMED:
        raise errors.WrongState(booking_status=booking.status, action="MODIFY")
    if waiting := find_waiting(booking):
        raise errors.AlreadyChanging(payable_id=str(waiting[0].id))
    plans = plan_change(booking=booking, targets=targets, at=at)
    difference = total((plan.difference for plan in plans), booking.currency)
    if expected_difference not in (None, difference):
        raise errors.DifferenceChanged(difference=dataclasses.asdict(difference))
    if difference.amount_minor > 0:
        _propose(booking, bookings, plans, difference, at)
        change = Change(booking, booking.status)
        (seen,) = record(change, action="PROPOSE", actor=actor, at=at, reason=reason)
        return seen
    _write(booking, plans, ItemState.ACTIVE)
    fit_stock(order=booking.order, bookings=bookings, at=at)
    return finish_change(booking=booking, actor=actor, reason=reason, at=at)


def _write(booking: Booking, plans: Sequence[Plan], state: ItemState) -> None:
    """Write what is to be; where it isn't only proposed, what there was gives way."""
    things = {(plan.offer.seller_id, plan.offer.wish.item_id) for plan in plans}
    items = write_items(
        bookings=[(booking, plan.offer) for plan in plans],
        terms=load_terms(things=things, source=Source(booking.order.source)),
        state=state,
        replaced=[plan.item for plan in plans],
    )
    for item, plan in zip(items, plans, strict=True):
        item.least_charge_minor = plan.least_charge.amount_minor
        if plan.item is not None and plan.item.item_id == item.item_id:
            item.terms = plan.item.terms
    BookingItem.objects.bulk_update(items, ["least_charge_minor", "terms"])
    if state is ItemState.ACTIVE:
        replaced = [plan.item.id for plan in plans if plan.item]
        BookingItem.objects.filter(id__in=replaced).update(state=ItemState.REPLACED)
    refresh_parts(booking)


def _propose(
    booking: Booking,
    bookings: Sequence[Booking],
    plans: Sequence[Plan],
    difference: Money,
    at: dt.datetime,
) -> None:
    """Write what is to be as proposed, hold what it takes beyond what there is, and ask for the difference."""
    order = booking.order
    if order.hold_id is None:
        raise ValueError(f"{booking.reference} is confirmed and has no stock")
    expires_at = at + dt.timedelta(seconds=settings.RIZ_HOLD_SECONDS)
    _write(booking, plans, ItemState.PROPOSED)
    proposed = [
        item
        for item in booking.items.all()
        if item.state == ItemState.PROPOSED and item.awaits_id is None
    ]
    gone = {plan.item.id for plan in plans if plan.item}
    stays = [
        line
        for other in bookings
        for item in other.items.all()
        if item.state == ItemState.ACTIVE and item.id not in gone
        for line in lines_of_item(item)
    ]
    hold = inventory.hold_addition(
        hold_id=order.hold_id,
        lines=[*stays, *(line for item in proposed for line in lines_of_item(item))],
        expires_at=expires_at,
        at=at,
    )
    payable = open_payable(
        order=order,
        purpose=PayablePurpose.DIFFERENCE,
        shares=[(booking, difference)],
        due_at=expires_at,
        expires_at=expires_at,
        at=at,
        hold_id=hold.id if hold else None,
    )
    BookingItem.objects.filter(id__in=[item.id for item in proposed]).update(awaits=payable)
    refresh_parts(booking)
    booking.mark_changed(at=at)
    booking.save()
