"""Wishes of callers and the offers that they come to: lines, prices, taxes, the stock it takes."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from riz.money import Money, total

from ..contracts import ItemKind
from . import gst


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The thing that a caller wants to book; `end_date` and `quantity` (units) are those of stays."""

    kind: ItemKind
    item_id: UUID
    start_date: dt.date
    end_date: dt.date | None
    quantity: int
    adults: int
    children: int
    infants: int

    @property
    def persons(self) -> int:
        """The persons who take a place: infants do not."""
        return self.adults + self.children


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferLine:
    """`quantity` of something at one price and one rate of tax."""

    name: str
    quantity: int
    unit_price: Money
    tax_rate_basis_points: int

    @property
    def price(self) -> Money:
        """The line's price before tax."""
        return self.unit_price * self.quantity

    @property
    def tax(self) -> Money:
        """The line's tax."""
        return gst.tax_on(price=self.price, rate_basis_points=self.tax_rate_basis_points)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """`quantity` of a resource on every date of [first_date, end_date)."""

    resource_id: UUID
    first_date: dt.date
    end_date: dt.date
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """The terms of a sale: by whom, for when, at which price, and from which stock."""

    name: str
    seller_id: UUID
    time_zone: str
    start_date: dt.date
    end_date: dt.date
    travel_starts_at: dt.datetime
    lines: tuple[OfferLine, ...]
    stock: Stock

    @property
    def currency(self) -> str:
        """The currency it is sold in."""
        return self.lines[0].unit_price.currency

    @property
    def total(self) -> Money:
        """The price of all items, tax included."""
        return total((line.price + line.tax for line in self.lines), self.currency)


def stay_lines(*, name: str, unit_nights: Iterable[Money]) -> tuple[OfferLine, ...]:
    """Gather unit-nights of one price in a line; each price has its own rate, so a stay may carry two."""
    counted = Counter(unit_nights)
    return tuple(
        OfferLine(
            name=f"{name}, unit and night",
            quantity=counted[price],
            unit_price=price,
            tax_rate_basis_points=gst.stay_rate(unit_night=price),
        )
        for price in sorted(counted, key=lambda price: price.amount_minor)
    )


def tax_lines(*, lines: Iterable[OfferLine]) -> dict[int, tuple[Money, Money]]:
    """Sum what is taxed and the tax for each rate."""
    sums: dict[int, tuple[Money, Money]] = {}
    for line in lines:
        zero = Money(0, line.unit_price.currency)
        taxed, tax = sums.get(line.tax_rate_basis_points, (zero, zero))
        sums[line.tax_rate_basis_points] = (taxed + line.price, tax + line.tax)
    return sums
