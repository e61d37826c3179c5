"""Rows of what a booking is of, written from offers."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from riz.money import Money

from .. import contracts
from ..contracts import ItemState, PriceLine
from ..domain.offers import Offer, Stock
from ..domain.totals import totals
from ..models import Booking, BookingItem, StockLine
from ..models import PriceLine as PriceLineRow


def write_items(
    *,
    bookings: Sequence[tuple[Booking, Offer]],
    terms: dict[UUID, contracts.CancellationTerms],
    state: ItemState = ItemState.ACTIVE,
    replaced: Sequence[BookingItem | None] = (),
) -> list[BookingItem]:
    """Write an item for each offer, with its lines and its stock, in one statement for each table."""
    positions: dict[UUID, int] = {}
    items = []
    for (booking, offer), old in zip(bookings, replaced or [None] * len(bookings), strict=True):
        last = positions.get(booking.id) or _last_position(booking)
        positions[booking.id] = last + 1
        items.append(_item(booking, offer, last + 1, terms[offer.wish.item_id]))
        items[-1].state, items[-1].replaces = state, old
    BookingItem.objects.bulk_create(items)
    offers = [offer for _, offer in bookings]
    write_lines((item, offer.lines) for item, offer in zip(items, offers, strict=True))
    write_stock((item, offer.stock) for item, offer in zip(items, offers, strict=True))
    return items


def write_lines(lines: Iterable[tuple[BookingItem, Sequence[PriceLine]]]) -> None:
    """Write the lines of items, which their rows at hand then have."""
    rows = {item: [_line(item, line) for line in each] for item, each in lines}
    PriceLineRow.objects.bulk_create(row for each in rows.values() for row in each)
    for item, each in rows.items():
        keep_at_hand(item, lines=each)


def write_stock(stock: Iterable[tuple[BookingItem, Stock]]) -> None:
    """Write what items take of stock, which their rows at hand then have."""
    rows = [StockLine(item=item, **dataclasses.asdict(line)) for item, line in stock]
    StockLine.objects.bulk_create(rows)
    for row in rows:
        keep_at_hand(row.item, stock_lines=[row])


def keep_at_hand(row: Any, **parts: Any) -> None:
    """Let a row have parts at hand that were just written, so that nobody reads them again."""
    cache = row.__dict__.setdefault("_prefetched_objects_cache", {})
    for name, rows in parts.items():
        queryset = getattr(row, name).all()
        queryset._result_cache = list(rows)  # noqa: SLF001 - as Django's own prefetching does
        cache[name] = queryset


def fit_totals(booking: Booking) -> None:
    """Let a booking's total, dates and title follow from its items."""
    items = list(booking.items.all())
    owed = [item for item in items if item.state in (ItemState.ACTIVE, ItemState.CANCELLED)]
    booking.total_minor = sum(item.total_minor for item in owed)
    booking.deposit_minor = min(booking.deposit_minor, booking.total_minor)
    if running := [item for item in items if item.state == ItemState.ACTIVE]:
        booking.start_date = min(item.start_date for item in running)
        booking.end_date = max(item.end_date for item in running)
        booking.title = title_of([item.name for item in running])


def title_of(names: Sequence[str]) -> str:
    """Name several things in a few words."""
    several = list(dict.fromkeys(names))
    return several[0] if len(several) == 1 else f"{several[0]} and {len(several) - 1} more"


def _last_position(booking: Booking) -> int:
    return max((item.position for item in booking.items.all()), default=0)


def _item(
    booking: Booking, offer: Offer, position: int, terms: contracts.CancellationTerms
) -> BookingItem:
    wish = offer.wish
    return BookingItem(
        booking=booking,
        position=position,
        kind=wish.kind,
        item_id=wish.item_id,
        name=offer.name,
        start_date=wish.start_date,
        end_date=offer.end_date,
        start_time=wish.start_time,
        travel_starts_at=offer.travel_starts_at,
        time_zone=offer.time_zone,
        quantity=wish.quantity,
        adults=wish.adults,
        children=wish.children,
        infants=wish.infants,
        child_ages=list(wish.child_ages),
        total_minor=total_of(offer).amount_minor,
        terms=dataclasses.asdict(terms),
    )


def total_of(offer: Offer) -> Money:
    """Return what an offer comes to, tax included."""
    return totals(lines=offer.lines, currency=offer.currency).total


def _line(item: BookingItem, line: PriceLine) -> PriceLineRow:
    return PriceLineRow(
        item=item,
        kind=line.kind,
        name=line.name,
        date=line.date,
        traveller_kind=line.traveller_kind,
        guests=line.guests,
        quantity=line.quantity,
        unit_price_minor=line.unit_price.amount_minor,
        price_minor=line.price.amount_minor,
        tax_rule_id=line.tax_rule_id,
        tax_rate_basis_points=line.tax_rate_basis_points,
        sac=line.sac,
        tax_minor=line.tax.amount_minor,
    )
