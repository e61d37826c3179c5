"""Legs become a way with its exact price."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from ..costing import CostBook, Facts, Pricing, RideLeg, RoadLeg
from ..timetable.feed import CompiledFeed
from .search import Found
from .ways import Leg, Ride, Way

LEAST: Final = 200
"""So many ways have a price however late it is: comparing them takes a few milliseconds."""


class Pricer:
    """Prices the ways of one search: the sums of all, and leg by leg what is told."""

    def __init__(
        self,
        feeds: Sequence[CompiledFeed],
        book: CostBook,
        currency: str,
        country: str = "",
        places: tuple[str, ...] = (),
    ) -> None:
        self._feeds = feeds
        self._pricing = Pricing(book, currency)
        self.country = country
        self.places = places
        self._known: dict[tuple[int, ...], Facts] = {}

    def way(self, legs: tuple[Leg, ...], departs: int, arrives: int) -> Way:
        """Price legs."""
        totals = self._pricing.totals([(self._facts(leg), leg.departs) for leg in legs])
        return Way(
            legs=legs,
            departs=departs,
            arrives=arrives,
            cost_minor=totals.minor,
            co2_g=totals.co2_g,
            discomfort_s=totals.weighted_s,
        )

    def in_full(self, way: Way) -> Way:
        """Return the way with its price leg by leg."""
        return replace(way, price=self._pricing.price([self._leg(leg) for leg in way.legs]))

    def _facts(self, leg: Leg) -> Facts:
        key = _key(leg)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._pricing.facts(self._leg(leg))
        return known

    def _leg(self, leg: Leg) -> RideLeg | RoadLeg:
        if isinstance(leg, Ride):
            feed = self._feeds[leg.feed]
            return RideLeg(feed, leg.pattern, leg.board, leg.alight, leg.departs, leg.arrives)
        return RoadLeg(leg.mode, leg.metres, leg.arrives - leg.departs, self.country, self.places)


def priced(
    found: Sequence[Found], pricer: Pricer, is_late: Callable[[], bool]
) -> tuple[list[Way], bool]:
    """Return what was found with its prices, and whether that is all of it."""
    ways: list[Way] = []
    for number, each in enumerate(found):
        if number >= LEAST and is_late():
            return ways, False
        ways.append(pricer.way(each.legs, each.departs, each.arrives))
    return ways, True


def _key(leg: Leg) -> tuple[int, ...]:
    seconds = leg.arrives - leg.departs
    if isinstance(leg, Ride):
        return (leg.feed, leg.pattern, leg.board, leg.alight, seconds)
    return (leg.mode, leg.metres, seconds)
