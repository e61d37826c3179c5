"""Units are worth the same whatever the money."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from contexts.transport.domain.costing import CostBook, ExchangeRate
from contexts.transport.domain.options.units import UNITS, units_in


def book_with(rate: str) -> CostBook:
    facts = ExchangeRate(base="USD", quote="INR", rate=Fraction(rate), date=dt.date(2026, 11, 1))
    return CostBook(rates=(facts,))


def test_units_are_worth_the_same_in_another_currency() -> None:
    dollars = units_in(book_with("80"), "USD")
    assert (dollars.currency, dollars.cost_minor) == ("USD", 25)
    assert (dollars.discomfort_s, dollars.co2_g) == (UNITS.discomfort_s, UNITS.co2_g)
    assert units_in(book_with("80"), "INR") == UNITS


def test_a_unit_is_worth_something_where_money_is_large() -> None:
    assert units_in(book_with("100000"), "USD").cost_minor == 1
