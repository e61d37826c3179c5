"""Money: an integer count of a currency's minor unit beside its ISO 4217 code, never a float."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from babel.core import get_global
from babel.numbers import format_currency, get_currency_precision


class CurrencyMismatch(ValueError):
    """Two currencies met without an explicit rate; a programming error, not a refusal."""


def is_currency(code: str) -> bool:
    """Tell whether `code` is a known ISO 4217 code in upper case."""
    return code in get_global("all_currencies")


@cache
def minor_digits(currency: str) -> int:
    """Return how many decimals the currency has: INR 2, JPY 0, BHD 3."""
    return get_currency_precision(currency)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units: `Money(123450, "INR")` is 1,234.50 rupees."""

    amount_minor: int
    currency: str

    def __post_init__(self) -> None:
        if isinstance(self.amount_minor, bool) or not isinstance(self.amount_minor, int):
            raise TypeError(f"money counts whole minor units, not {self.amount_minor!r}")
        if not is_currency(self.currency):
            raise ValueError(f"{self.currency!r} is not an ISO 4217 code")

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} meets {other.currency}")
        return other.amount_minor

    def __add__(self, other: Money) -> Money:
        return Money(self.amount_minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount_minor - self._same(other), self.currency)

    def __mul__(self, count: int) -> Money:
        return Money(self.amount_minor * count, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount_minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.amount_minor <= self._same(other)

    def __neg__(self) -> Money:
        return Money(-self.amount_minor, self.currency)

    def __bool__(self) -> bool:
        return self.amount_minor != 0

    def split(self, weights: Sequence[int]) -> tuple[Money, ...]:
        """Split by weights so that the parts sum to the whole (largest remainder; ties go to the earlier part).

        Raises:
            ValueError: no weights, a negative one, or all of them zero.
        """
        total = sum(weights)
        if not weights or min(weights) < 0 or total == 0:
            raise ValueError("weights are non-negative and not all zero")
        floors = [self.amount_minor * weight // total for weight in weights]
        remainders = [self.amount_minor * weight % total for weight in weights]
        left = self.amount_minor - sum(floors)
        for index in sorted(range(len(weights)), key=lambda i: -remainders[i])[:left]:
            floors[index] += 1
        return tuple(Money(part, self.currency) for part in floors)

    def as_decimal(self) -> Decimal:
        """Return the amount in major units, exactly."""
        return Decimal(self.amount_minor).scaleb(-minor_digits(self.currency))

    def format(self, locale: str = "en_IN") -> str:
        """Write the amount for people: `₹1,23,450.00`."""
        return format_currency(self.as_decimal(), self.currency, locale=locale)


def total(amounts: Iterable[Money], currency: str) -> Money:
    """Sum amounts of one currency; zero of `currency` for none."""
    result = Money(0, currency)
    for amount in amounts:
        result = result + amount
    return result
