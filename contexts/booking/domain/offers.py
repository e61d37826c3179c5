"""Wishes of callers and the offers that they come to: lines, prices, taxes, the stock it takes."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from contexts.payments.contracts import TaxRule
from riz.money import Money, total

from ..contracts import ItemKind


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
    tax_rule: TaxRule

    @property
    def price(self) -> Money:
        """The line's price before tax."""
        return self.unit_price * self.quantity

    @property
    def tax(self) -> Money:
        """The line's tax."""
        return self.tax_rule.tax_on(self.price)


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


def stay_lines(*, name: str, unit_nights: Iterable[tuple[Money, TaxRule]]) -> tuple[OfferLine, ...]:
    """Gather unit-nights of one price and tax in a line; a stay may carry several rates."""
    counted = Counter(unit_nights)
    return tuple(
        OfferLine(name=f"{name}, unit and night", quantity=count, unit_price=price, tax_rule=rule)
        for (price, rule), count in sorted(
            counted.items(), key=lambda line: (line[0][0].amount_minor, line[0][1].valid_from)
        )
    )
