"""The legs of a journey as pricing sees them, and what it says of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from riz.money import Money

from ..modes import Mode
from ..timetable.feed import CompiledFeed
from ..timetable.view import Int64
from .comfort import Comfort
from .fares import FareRide


@dataclass(frozen=True)
class RideLeg:
    """A ride in a trip of a feed, from one position of its pattern to a later one."""

    feed: CompiledFeed
    pattern: int
    """Of the feed, not of the view."""
    board: int
    alight: int
    """Positions, counted from the pattern's first."""
    departs: int
    arrives: int
    """Seconds of any clock that all legs share."""
    travel_class: str = ""
    """Which class the traveller wants, where the tariff knows several; empty is the usual one."""

    @cached_property
    def seconds(self) -> int:
        return max(self.arrives - self.departs, 0)

    @cached_property
    def route(self) -> int:
        """The route that the pattern belongs to."""
        return int(self.feed.pattern_route[self.pattern])

    @cached_property
    def mode(self) -> Mode:
        return Mode(int(self.feed.route_mode[self.route]))

    @cached_property
    def hops_m(self) -> Int64:
        """Metres from stop to stop."""
        first = int(self.feed.pattern_first[self.pattern])
        span = self.feed.position_metres[first + self.board : first + self.alight + 1]
        return np.maximum(np.diff(span.astype(np.int64)), 0)

    @cached_property
    def metres(self) -> int:
        return int(self.hops_m.sum())

    @cached_property
    def fare_ride(self) -> FareRide:
        """The ride as fare rules see it."""
        first = int(self.feed.pattern_first[self.pattern])
        stops = self.feed.position_stop[first + self.board : first + self.alight + 1]
        zones = tuple(self.feed.stop_fare_zone[stops].tolist())
        return FareRide(self.route, zones, self.departs)


@dataclass(frozen=True, slots=True)
class RoadLeg:
    """A way on foot or by road."""

    mode: Mode
    metres: int
    seconds: int
    country: str = ""
    places: tuple[str, ...] = ()
    """Names of the city and region, for taxi tariffs that are theirs."""

    @property
    def hops_m(self) -> Int64:
        """The whole way as one hop."""
        return np.array([max(self.metres, 0)], dtype=np.int64)


Leg = RideLeg | RoadLeg


@dataclass(frozen=True, slots=True)
class Totals:
    """The cost of a journey, without its parts."""

    minor: int | None
    """None where a part has no known price, or there is no rate into the currency."""
    co2_g: int
    weighted_s: int


@dataclass(frozen=True, slots=True)
class PricedLeg:
    """The cost of a leg to the traveller, the climate and the nerves."""

    mode: Mode
    metres: int
    seconds: int
    money: Money | None
    """Its share of the ticket, split by distance, in the ticket's currency; None where no price is known."""
    ticket: int | None
    """Which ticket it is ridden with."""
    co2_g: int
    weighted_s: int
    travel_class: str = ""
    classes: tuple[tuple[str, Money], ...] = ()
    """What other classes cost for this ride alone, where the tariff knows several."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """Something to be bought."""

    name: str
    money: Money
    legs: tuple[int, ...]
    is_estimated: bool
    source: str


@dataclass(frozen=True, slots=True)
class Price:
    """The cost of a journey, and its parts."""

    legs: tuple[PricedLeg, ...]
    tickets: tuple[Ticket, ...]
    amounts: tuple[Money, ...]
    """The sums of the tickets, one for each currency."""
    total: Money | None
    """All of it in one currency; None where a rate is missing."""
    rate_date: dt.date | None
    """Of the oldest rate that was needed for the total."""
    unpriced: tuple[int, ...]
    """Legs that are not part of the total, because nobody has stated their price."""
    co2_g: int
    weighted_s: int
    comfort: Comfort
    is_estimated: bool
    """Some of it is our estimate."""
    sources: tuple[str, ...] = field(default=())
