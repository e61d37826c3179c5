"""Costs of travel where nobody has stated the price of the very ride: tariffs, emissions, comfort, rates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from riz.money import CurrencyMismatch, minor_digits

from ..modes import Mode
from .bands import Bands

ANY_NUMBER: Final = -1
"""Of transfers: as often as one likes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a fact comes from."""

    text: str = ""
    date: dt.date | None = None
    is_estimated: bool = False
    """We worked it out; the text says from what."""


NO_SOURCE: Final = Source()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """The price of rides of a mode somewhere, in minor units of its currency.

    A ride costs `base_minor`, what its distance amounts to by `bands`, and what its duration does; at least
    `minimum_minor`, at most `maximum_minor`; rounded up to whole `rounding_minor`. Empty texts match everything,
    others are matched as shell patterns, whatever the case: `*metro*`.
    """

    code: str
    mode: Mode
    currency: str
    country: str = ""
    """ISO 3166-1 alpha-2."""
    agency: str = ""
    """Of an agency's id or name, or of the feed's name."""
    route: str = ""
    """Of a route's id or short name."""
    travel_class: str = ""
    is_default_class: bool = True
    """Of the classes offered for a ride, the one that the search counts with."""
    base_minor: int = 0
    bands: Bands = ()
    """Minor units for each kilometre."""
    minute_thousandths: int = 0
    """Thousandths of a minor unit for each minute on the way."""
    minimum_minor: int = 0
    maximum_minor: int | None = None
    rounding_minor: int = 1
    product: str = ""
    """The ticket's name, where further boardings on the same one are free of its base fare; empty where each is paid."""
    transfers: int = 0
    """Further boardings it covers, or ANY_NUMBER."""
    transfer_s: int = 0
    """For so long after the first boarding; 0 without limit."""
    source: Source = NO_SOURCE

    @property
    def is_ticket(self) -> bool:
        """Tell whether it covers more than one boarding."""
        return bool(self.product) and self.transfers != 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EmissionFactor:
    """Greenhouse gases of a mode, in grams of CO2 equivalent for each passenger."""

    code: str
    mode: Mode
    country: str = ""
    bands: Bands
    """Grams for each kilometre: of the passenger, or of the vehicle where `occupancy_thousandths` is more than 0."""
    start_g: int = 0
    """Once for each hop from stop to stop: take-off, climb and landing."""
    occupancy_thousandths: int = 0
    """Thousandths of a person in an average vehicle."""
    source: Source = NO_SOURCE


@dataclass(frozen=True, slots=True, kw_only=True)
class ComfortWeight:
    """How long a minute feels, as thousandths of a minute of sitting in a decent train."""

    code: str
    mode: Mode
    travel_class: str = ""
    weight_thousandths: int
    boarding_s: int = 0
    """What getting on, or off and into another, feels like."""
    source: Source = NO_SOURCE


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeRate:
    """A unit of `base` is worth `rate` units of `quote`, both in major units, on a date."""

    base: str
    quote: str
    rate: Fraction
    date: dt.date
    source: Source = NO_SOURCE


class NoExchangeRate(CurrencyMismatch):
    """Two currencies met without a rate between them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CostBook:
    """Everything that prices are made of on one day."""

    tariffs: tuple[Tariff, ...] = ()
    emissions: tuple[EmissionFactor, ...] = ()
    comfort: tuple[ComfortWeight, ...] = ()
    rates: tuple[ExchangeRate, ...] = ()
    generation: str = ""
    """Differs when anything in the book does."""
    _rates: dict[tuple[str, str], tuple[Fraction, dt.date]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )
    chosen: dict[Hashable, tuple[Tariff, ...]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )
    """What `applying` in `tariffs` found before."""
    _weights: dict[tuple[Mode, str], ComfortWeight] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )
    _factors: dict[tuple[Mode, str], EmissionFactor | None] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        self._rates.update(_paths(self.rates))

    def can_convert(self, currency: str, into: str) -> bool:
        """Tell whether there is a rate."""
        return currency == into or (currency, into) in self._rates

    def rate(self, currency: str, into: str) -> tuple[Fraction, dt.date | None]:
        """Return what one minor unit is worth in minor units of another currency, and as of when (the older of two).

        Raises:
            NoExchangeRate: there is none, neither direct nor through one other currency.
        """
        if currency == into:
            return Fraction(1), None
        found = self._rates.get((currency, into))
        if found is None:
            raise NoExchangeRate(f"no rate from {currency} to {into}")
        return found

    def convert(self, minor: int, currency: str, into: str) -> int:
        """Return an amount in another currency, rounded half to even.

        Raises:
            NoExchangeRate: there is no rate.
        """
        return round(minor * self.rate(currency, into)[0])

    def comfort_of(self, mode: Mode, travel_class: str = "") -> ComfortWeight:
        """Return how a mode feels: of the class where that is known, plain time where nothing is."""
        known = self._weights.get((mode, travel_class))
        if known is None:
            known = self._weights[mode, travel_class] = self._comfort_of(mode, travel_class)
        return known

    def _comfort_of(self, mode: Mode, travel_class: str) -> ComfortWeight:
        of_mode = [weight for weight in self.comfort if weight.mode == mode]
        exact = [weight for weight in of_mode if weight.travel_class == travel_class]
        plain = [weight for weight in of_mode if not weight.travel_class]
        fallback = ComfortWeight(code="", mode=mode, weight_thousandths=1000)
        return next(iter([*exact, *plain]), fallback)

    def emission_of(self, mode: Mode, country: str = "") -> EmissionFactor | None:
        """Return what a mode emits there, else what it emits anywhere."""
        if (mode, country) not in self._factors:
            self._factors[mode, country] = self._emission_of(mode, country)
        return self._factors[mode, country]

    def _emission_of(self, mode: Mode, country: str) -> EmissionFactor | None:
        of_mode = [factor for factor in self.emissions if factor.mode == mode]
        there = [factor for factor in of_mode if factor.country and factor.country == country]
        anywhere = [factor for factor in of_mode if not factor.country]
        return next(iter([*there, *anywhere]), None)


def _paths(rates: Iterable[ExchangeRate]) -> dict[tuple[str, str], tuple[Fraction, dt.date]]:
    """Work every pair out that one or two rates connect, the newest rate of a pair and direct ones first."""
    direct: dict[tuple[str, str], tuple[Fraction, dt.date]] = {}
    for rate in sorted(rates, key=lambda one: one.date):
        scale = Fraction(10) ** (minor_digits(rate.quote) - minor_digits(rate.base))
        direct[rate.base, rate.quote] = (rate.rate * scale, rate.date)
        direct[rate.quote, rate.base] = (1 / (rate.rate * scale), rate.date)
    crossed = {
        (a, c): (first * second, min(first_date, second_date))
        for (a, b), (first, first_date) in direct.items()
        for (via, c), (second, second_date) in direct.items()
        if via == b and a != c
    }
    return {**crossed, **direct}
