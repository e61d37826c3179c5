"""Totals of price lines: the one place where an item's price, tax and total are summed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from riz.money import Money, total

from ..contracts import PriceLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The sums of some lines: the price before tax, the tax, and both."""

    price: Money
    tax: Money
    total: Money


def totals(*, lines: Iterable[PriceLine], currency: str) -> Totals:
    """Sum lines that are all in one currency."""
    lines = tuple(lines)
    price = total((line.price for line in lines), currency)
    tax = total((line.tax for line in lines), currency)
    return Totals(price=price, tax=tax, total=price + tax)
