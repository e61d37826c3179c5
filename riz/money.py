"""Money: an integer count of a currency's minor unit beside its ISO 4217 code, never a float."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal

from babel.core import Locale, get_global

# What forms offer first, and what nothing at all costs.
HOME_CURRENCY = "INR"
# ISO 4217:2015, list one; every other currency has two.
_MINOR_DIGITS = {
    code: digits
    for digits, codes in (
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
        (4, "CLF UYW"),
    )
    for code in codes.split()
}


class CurrencyMismatch(ValueError):
    """Two currencies met without an explicit rate; a programming error, not a refusal."""


def is_currency(code: str) -> bool:
    """Tell whether `code` is a known ISO 4217 code in upper case."""
    return code in get_global("all_currencies")


def minor_digits(currency: str) -> int:
    """Return the minor unit of ISO 4217, in decimals: INR 2, JPY 0, BHD 3.

    Unicode's CLDR, and Babel with it, tells how many are *written*: none for LBP and IQD, whose amounts banks and
    payment providers count with 2 and 3.
    """
    return _MINOR_DIGITS.get(currency, 2)


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
        """Split by weights so that the parts sum to the whole (largest remainder, Hare-Niemeyer).

        A negative amount is split as the positive one is. Which of equal parts gets an odd unit depends on the amount:
        always the same for one amount, by turns over many.

        Raises:
            ValueError: no weights, a negative one, or all of them zero.
        """
        total = sum(weights)
        if not weights or min(weights) < 0 or total == 0:
            raise ValueError("weights are non-negative and not all zero")
        amount, sign = abs(self.amount_minor), -1 if self.amount_minor < 0 else 1
        parts = [amount * weight // total for weight in weights]
        remainders = [amount * weight % total for weight in weights]
        count = len(weights)
        first = amount // count % count

        def turn(index: int) -> tuple[int, int]:
            return -remainders[index], (index - first) % count

        for index in sorted(range(count), key=turn)[: amount - sum(parts)]:
            parts[index] += 1
        return tuple(Money(sign * part, self.currency) for part in parts)

    def as_decimal(self) -> Decimal:
        """Return the amount in major units, exactly."""
        return Decimal(self.amount_minor).scaleb(-minor_digits(self.currency))

    def format(self, locale: str = "en_IN") -> str:
        """Write the amount for people: `₹1,23,450.00`."""
        pattern = copy(Locale.parse(locale).currency_formats["standard"])
        pattern.frac_prec = (minor_digits(self.currency),) * 2
        written: str = pattern.apply(
            self.as_decimal(), locale, currency=self.currency, currency_digits=False
        )
        return written


def total(amounts: Iterable[Money], currency: str) -> Money:
    """Sum amounts of one currency; zero of `currency` for none."""
    result = Money(0, currency)
    for amount in amounts:
        result = result + amount
    return result
