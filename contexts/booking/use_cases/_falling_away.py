"""Items of a booking, or parts of them, that fall away: what is kept of their price, by the terms of their sale."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from riz.mapping import to_contract
from riz.money import Money

from .. import contracts, errors
from ..contracts import BookingStatus, ItemKind, ItemState, LineKind, PriceLine
from ..domain.cancellation import charge_at, kept_lines
from ..domain.parts import Count, Part, count_left, split_lines
from ..domain.totals import totals
from ..models import Booking, BookingItem
from ..queries import line_of
from ._items import fit_totals, keep_at_hand, write_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Falling:
    """An item with what stays and what falls away of it, and how much of that is kept; `left` None is nothing left."""

    item: BookingItem
    stays: tuple[PriceLine, ...]
    falls: tuple[PriceLine, ...]
    left: Count | None
    kept: Money


def find_falling(
    *, booking: Booking, parts: Sequence[Part] | None, at: dt.datetime
) -> list[Falling]:
    """Return what would fall away at an instant; no more is kept than was paid.

    Raises:
        ItemNotFound: one of the parts is none of a running item.
        InvalidPart: there is not as much to give up.
    """
    items = {item.id: item for item in booking.items.all() if item.state == ItemState.ACTIVE}
    named = [Part(id=item_id) for item_id in items] if parts is None else parts
    budget = most_kept(booking)
    found = []
    for part in named:
        item = items.pop(part.id, None)
        if item is None:
            raise errors.ItemNotFound(item_id=str(part.id))
        falling = _falling(booking, item, part, at)
        kept = min(falling.kept, budget, key=lambda money: money.amount_minor)
        budget -= kept
        found.append(dataclasses.replace(falling, kept=kept))
    return found


def most_kept(booking: Booking) -> Money:
    """Return how much may be kept of what falls away now: what was paid, without what was kept before."""
    kept_before = sum(
        line.price_minor + line.tax_minor
        for item in booking.items.all()
        if item.state in (ItemState.ACTIVE, ItemState.CANCELLED)
        for line in item.lines.all()
        if line.kind == LineKind.CANCELLATION
    )
    return Money(max(0, booking.left.amount_minor - kept_before), booking.currency)


def fall_away(*, booking: Booking, parts: Sequence[Part] | None, at: dt.datetime) -> bool:
    """Take the parts off a locked booking, which is saved later; return whether nothing runs any more."""
    for falling in find_falling(booking=booking, parts=parts, at=at):
        _apply(falling)
    fit_totals(booking)
    return not any(item.state == ItemState.ACTIVE for item in booking.items.all())


def charge_of(
    *, booking: Booking, item: BookingItem, lines: Sequence[PriceLine], at: dt.datetime
) -> Money:
    """Return what the terms keep of an item's lines at an instant; of what isn't confirmed, nothing.

    What was moved costs no less to cancel than before it was moved.
    """
    if booking.status not in (BookingStatus.CONFIRMED, BookingStatus.COMPLETED):
        return Money(0, booking.currency)
    charge = charge_at(
        terms=to_contract(contracts.CancellationTerms, item.terms),
        lines=lines,
        booked_at=booking.created_at,
        travel_starts_at=item.travel_starts_at,
        time_zone=item.time_zone,
        at=at,
    )
    whole = totals(lines=lines, currency=booking.currency).total
    least = min(item.least_charge_minor, whole.amount_minor)
    return Money(max(charge.amount_minor, least), booking.currency)


def lines_at_hand(item: BookingItem, currency: str) -> tuple[PriceLine, ...]:
    """Return the price of an item as lines, but for what was kept of it before."""
    rows = [line_of(row, currency) for row in item.lines.all()]
    return tuple(line for line in rows if line.kind is not LineKind.CANCELLATION)


def _falling(booking: Booking, item: BookingItem, part: Part, at: dt.datetime) -> Falling:
    lines = lines_at_hand(item, booking.currency)
    left = None if part.is_whole else count_left(count=_count_of(item), part=part)
    stays, falls = split_lines(lines=lines, part=part) if left else ((), lines)
    kept = charge_of(booking=booking, item=item, lines=falls, at=at)
    return Falling(item=item, stays=stays, falls=falls, left=left, kept=kept)


def _count_of(item: BookingItem) -> Count:
    return Count(
        kind=ItemKind(item.kind),
        quantity=item.quantity,
        adults=item.adults,
        children=item.children,
        infants=item.infants,
    )


def _apply(falling: Falling) -> None:
    item, currency = falling.item, falling.kept.currency
    before = [line_of(row, currency) for row in item.lines.all()]
    lines = (
        *falling.stays,
        *(line for line in before if line.kind is LineKind.CANCELLATION),
        *kept_lines(lines=falling.falls, kept=falling.kept),
    )
    item.total_minor = totals(lines=lines, currency=currency).total.amount_minor
    item.lines.all().delete()
    write_lines([(item, lines)])
    if falling.left is None:
        item.state = ItemState.CANCELLED
        item.stock_lines.all().delete()
        keep_at_hand(item, stock_lines=[])
    else:
        _shrink(item, falling.left)
    item.save()


def _shrink(item: BookingItem, left: Count) -> None:
    is_stay = left.kind is ItemKind.ACCOMMODATION
    item.quantity, item.adults, item.children, item.infants = (
        *(left.quantity, left.adults, left.children, left.infants),
    )
    item.child_ages = item.child_ages if len(item.child_ages) == left.children else []
    for row in item.stock_lines.all():
        row.quantity = left.quantity if is_stay else left.adults + left.children
        row.save(update_fields=["quantity"])


def quote_falling(
    *, booking: Booking, parts: Sequence[Part] | None, at: dt.datetime
) -> tuple[tuple[contracts.ItemCancellation, ...], Money, Money]:
    """Return what falls away with its cost, all that is kept, and what would go back."""
    found = find_falling(booking=booking, parts=parts, at=at)
    items = tuple(
        contracts.ItemCancellation(
            item_id=each.item.id,
            name=each.item.name,
            price=totals(lines=each.falls, currency=booking.currency).total,
            kept=each.kept,
        )
        for each in found
    )
    kept = sum(each.kept.amount_minor for each in found)
    fallen = sum(each.price.amount_minor for each in items)
    refund = max(0, booking.left.amount_minor - (booking.owed.amount_minor - fallen + kept))
    return items, Money(kept, booking.currency), Money(refund, booking.currency)
