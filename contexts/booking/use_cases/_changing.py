"""Changes of a booking: planned with their price, proposed until they are paid, applied or given up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from contexts.inventory import api as inventory
from contexts.inventory import errors as inventory_errors
from riz.actor import SYSTEM, Actor
from riz.errors import RizError
from riz.money import Money
from riz.outbox.publishing import publish

from .. import contracts, errors, events
from ..contracts import ItemKind, ItemState, LineKind, PayablePurpose, PayableStatus
from ..domain.cancellation import kept_lines
from ..domain.offers import Offer, Wish
from ..domain.targets import Target, keep_prices, share_fallen
from ..domain.totals import totals
from ..models import Booking, BookingItem, OrderPayable
from ..queries import line_of
from ._confirming import facts_of
from ._falling_away import charge_of, lines_at_hand, most_kept
from ._history import Change, record, refresh_parts
from ._items import fit_totals
from ._offers import make_offers
from ._payables import close_payables, settle
from ._stock import fit_stock


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A change of one item: the offer that takes the place of `item`, or is added where that is None.

    The offer's lines are the whole new price, with what the terms keep of what is less.
    """

    item: BookingItem | None
    offer: Offer
    kept: Money
    least_charge: Money

    @property
    def difference(self) -> Money:
        """By how much the item's total rises."""
        after = totals(lines=self.offer.lines, currency=self.offer.currency).total
        before = self.item.total_minor if self.item else 0
        return after - Money(before, self.offer.currency)


def plan_change(*, booking: Booking, targets: Sequence[Target], at: dt.datetime) -> list[Plan]:
    """Price what a booking is to become; what was bought already keeps its price, and no more is kept than was paid.

    Raises:
        NothingChanges: it is so already.
        ItemNotFound: a target is of no running item, or of one that another is of.
        TravelStarted: an item that has begun can't be changed any more.
        OtherSeller: somebody else sells what is wished.
        WrongCurrency: what is wished is sold in another currency.
    """
    items = {item.id: item for item in booking.items.all() if item.state == ItemState.ACTIVE}
    wanted = [(_item_of(items, target), target.wish) for target in targets]
    wanted = [(item, wish) for item, wish in wanted if item is None or wish != wish_of(item)]
    if not wanted:
        raise errors.NothingChanges
    for item, _ in wanted:
        if item is not None and item.travel_starts_at <= at:
            raise errors.TravelStarted(item_id=str(item.id))
    offers = make_offers(wishes=[wish for _, wish in wanted], at=at)
    plans: list[Plan] = []
    budget = most_kept(booking)
    for (item, _), offer in zip(wanted, offers, strict=True):
        plans.append(_plan(booking, item, offer, budget, at))
        budget -= plans[-1].kept
    return plans


def wish_of(item: BookingItem) -> Wish:
    """Return the wish that an item came from."""
    kind = ItemKind(item.kind)
    return Wish(
        kind=kind,
        item_id=item.item_id,
        start_date=item.start_date,
        end_date=item.end_date if kind is ItemKind.ACCOMMODATION else None,
        quantity=item.quantity,
        adults=item.adults,
        children=item.children,
        infants=item.infants,
        start_time=item.start_time,
        child_ages=tuple(item.child_ages),
    )


def apply_change(
    *, payable: OrderPayable, booking: Booking, bookings: Sequence[Booking], at: dt.datetime
) -> None:
    """Let a change take place whose difference was paid; where its stock is gone, or it was given up, the money goes back."""
    proposed = [item for item in booking.items.all() if item.awaits_id == payable.id]
    proposed = [item for item in proposed if item.state == ItemState.PROPOSED]
    replaced = {item.replaces_id for item in proposed}
    old = [item for item in booking.items.all() if item.id in replaced]
    _set_states(proposed, ItemState.ACTIVE)
    _set_states(old, ItemState.REPLACED)
    if not proposed or not _secure_stock(payable, booking, bookings, at):
        _set_states(proposed, ItemState.REPLACED)
        _set_states(old, ItemState.ACTIVE)
        proposed = []
    BookingItem.objects.bulk_update([*booking.items.all()], ["state"])
    if proposed:
        finish_change(booking=booking, actor=SYSTEM, reason="", at=at)
    else:
        settle(booking=booking, reason="CHANGE_NOT_POSSIBLE", at=at)
        booking.mark_changed(at=at)
        booking.save()
        record(Change(booking, booking.status), action="PAID", actor=SYSTEM, at=at)


def finish_change(
    *, booking: Booking, actor: Actor, reason: str, at: dt.datetime
) -> contracts.Booking:
    """Let totals, payments and the history follow from items that have changed, and tell."""
    fit_totals(booking)
    refund = settle(booking=booking, reason="MODIFIED", at=at)
    booking.mark_changed(at=at)
    booking.save()
    change = Change(booking, booking.status)
    (seen,) = record(change, action="MODIFY", actor=actor, at=at, reason=reason)
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


def abandon_change(*, booking: Booking, at: dt.datetime) -> bool:
    """Give up a change that waits for its payment; the booking is saved by whoever asks. Return whether there was one."""
    waiting = find_waiting(booking)
    for payable in waiting:
        if payable.hold_id is not None:
            inventory.release_hold(hold_id=payable.hold_id, actor=SYSTEM, at=at)
        BookingItem.objects.filter(awaits=payable).update(state=ItemState.REPLACED)
    close_payables(waiting, at=at)
    if waiting:
        refresh_parts(booking)
    return bool(waiting)


def find_waiting(booking: Booking) -> list[OrderPayable]:
    """Return the payables that changes of a booking wait for."""
    return [
        row
        for row in booking.order.payables.all()
        if row.booking_id == booking.id
        and (row.purpose, row.status) == (PayablePurpose.DIFFERENCE, PayableStatus.OPEN)
    ]


def _item_of(items: dict[UUID, BookingItem], target: Target) -> BookingItem | None:
    if target.id is None:
        return None
    item = items.pop(target.id, None)  # once: named again, there is none left to change
    if item is None:
        raise errors.ItemNotFound(item_id=str(target.id))
    return item


def _plan(
    booking: Booking,
    item: BookingItem | None,
    offer: Offer | RizError,
    budget: Money,
    at: dt.datetime,
) -> Plan:
    if isinstance(offer, RizError):
        raise offer
    if offer.seller_id != booking.seller_id:
        raise errors.OtherSeller(item_id=str(offer.wish.item_id))
    if offer.currency != booking.currency:
        raise errors.WrongCurrency(currency=booking.currency)
    nothing = Money(0, booking.currency)
    if item is None:
        return Plan(item=None, offer=offer, kept=nothing, least_charge=nothing)
    old = lines_at_hand(item, booking.currency)
    before = wish_of(item)
    lines = offer.lines
    if before.item_id == offer.wish.item_id:
        same_dates = (before.start_date, before.start_time) == (
            offer.wish.start_date,
            offer.wish.start_time,
        )
        lines = keep_prices(old=old, new=offer.lines, same_dates=same_dates)
    charge = charge_of(booking=booking, item=item, lines=old, at=at)
    kept = share_fallen(charge=charge, before=_size(before), after=_size(offer.wish))
    kept = min(kept, budget, key=lambda money: money.amount_minor)
    lines = (*lines, *_kept_before(item, booking.currency), *kept_lines(lines=old, kept=kept))
    moved = offer.travel_starts_at != item.travel_starts_at or before.item_id != offer.wish.item_id
    least = Money(
        max(item.least_charge_minor, charge.amount_minor if moved else 0), booking.currency
    )
    return Plan(item=item, offer=replace(offer, lines=lines), kept=kept, least_charge=least)


def _kept_before(item: BookingItem, currency: str) -> list[contracts.PriceLine]:
    lines = [line_of(row, currency) for row in item.lines.all()]
    return [line for line in lines if line.kind is LineKind.CANCELLATION]


def _size(wish: Wish) -> int:
    """Return how much is bought: units and nights of a stay, persons of anything else."""
    if wish.kind is ItemKind.ACCOMMODATION and wish.end_date is not None:
        return wish.quantity * (wish.end_date - wish.start_date).days
    return wish.travellers


def _secure_stock(
    payable: OrderPayable, booking: Booking, bookings: Sequence[Booking], at: dt.datetime
) -> bool:
    try:
        fit_stock(order=booking.order, bookings=bookings, at=at, from_hold_id=payable.hold_id)
    except (inventory_errors.NotAvailable, inventory_errors.DateInPast, inventory_errors.HoldEnded):
        return False
    return True


def _set_states(items: Sequence[BookingItem], state: ItemState) -> None:
    for item in items:
        item.state = state
