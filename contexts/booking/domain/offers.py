"""Wishes of callers and the offers that they come to: lines, prices, taxes, the stock it takes."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from contexts.payments.contracts import TaxRule
from riz.money import Money

from ..contracts import ItemKind, LineKind, PriceLine, TravellerKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The thing that a caller wants to book; `end_date` and `quantity` (units) are those of stays.

    `start_time` chooses among the start times of an experience. `child_ages` are those of the children, where they are
    known; whoever sells from an age on asks for them.
    """

    kind: ItemKind
    item_id: UUID
    start_date: dt.date
    end_date: dt.date | None
    quantity: int
    adults: int
    children: int
    infants: int
    start_time: dt.time | None = None
    child_ages: tuple[int, ...] = ()

    @property
    def persons(self) -> int:
        """The persons who take a place: infants do not."""
        return self.adults + self.children

    @property
    def travellers(self) -> int:
        """All who travel."""
        return self.persons + self.infants


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

    wish: Wish
    name: str
    seller_id: UUID
    time_zone: str
    end_date: dt.date
    travel_starts_at: dt.datetime
    currency: str
    lines: tuple[PriceLine, ...]
    stock: Stock


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit of a stay on a night: its price before tax for as many guests as it is sold for, and what more of them add."""

    date: dt.date
    guests: int
    base: Money
    extra: Money
    extra_guests: int

    @property
    def price(self) -> Money:
        """The whole price of the unit and night, which decides the rate of tax."""
        return self.base + self.extra * self.extra_guests


def price_line(
    *,
    name: str,
    quantity: int,
    unit_price: Money,
    rule: TaxRule,
    kind: LineKind = LineKind.BASE,
    date: dt.date | None = None,
    traveller_kind: TravellerKind | None = None,
    guests: int | None = None,
) -> PriceLine:
    """Write a line of a price, with its tax by the rule."""
    price = unit_price * quantity
    return PriceLine(
        kind=kind,
        name=name,
        date=date,
        traveller_kind=traveller_kind,
        guests=guests,
        quantity=quantity,
        unit_price=unit_price,
        price=price,
        tax_rule_id=rule.id,
        tax_rate_basis_points=rule.rate_basis_points,
        sac=rule.sac,
        tax=rule.tax_on(price),
    )


def stay_lines(*, name: str, units: Sequence[tuple[Unit, TaxRule]]) -> tuple[PriceLine, ...]:
    """Gather the units of each night that have as many guests in a line, and in another what more guests add."""
    counted = Counter(units)
    return tuple(
        line
        for (unit, rule), count in counted.items()
        for line in _unit_lines(name, unit, rule, count)
    )


def _unit_lines(name: str, unit: Unit, rule: TaxRule, count: int) -> Iterable[PriceLine]:
    yield price_line(
        name=name,
        quantity=count,
        unit_price=unit.base,
        rule=rule,
        date=unit.date,
        guests=unit.guests,
    )
    if unit.extra_guests and unit.extra:
        yield price_line(
            kind=LineKind.EXTRA_GUEST,
            name=f"{name}, extra guest",
            quantity=count * unit.extra_guests,
            unit_price=unit.extra,
            rule=rule,
            date=unit.date,
            guests=unit.guests,
        )
