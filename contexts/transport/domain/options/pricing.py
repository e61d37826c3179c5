"""Legs become a way with its exact price."""

from __future__ import annotations

from collections.abc import Sequence

from riz.money import Money

from ..costing import CostBook, Price, RideLeg, RoadLeg, price
from ..timetable.feed import CompiledFeed
from .ways import Leg, Ride, Way


class Pricer:
    """Prices the ways of one search; ways that differ by the day alone are priced once."""

    def __init__(
        self, feeds: Sequence[CompiledFeed], book: CostBook, currency: str, country: str = ""
    ) -> None:
        self._feeds = feeds
        self._book = book
        self._currency = currency
        self._country = country
        self._known: dict[tuple[object, ...], Price] = {}

    def way(self, legs: tuple[Leg, ...], departs: int, arrives: int) -> Way:
        """Price legs."""
        key = tuple(_key(leg, departs) for leg in legs)
        priced = self._known.get(key)
        if priced is None:
            priced = price(
                [self._leg(leg) for leg in legs], book=self._book, currency=self._currency
            )
            self._known[key] = priced
        return Way(
            legs=legs,
            departs=departs,
            arrives=arrives,
            cost_minor=_minor(priced),
            co2_g=priced.co2_g,
            discomfort_s=priced.weighted_s,
            price=priced,
        )

    def _leg(self, leg: Leg) -> RideLeg | RoadLeg:
        if isinstance(leg, Ride):
            feed = self._feeds[leg.feed]
            return RideLeg(feed, leg.pattern, leg.board, leg.alight, leg.departs, leg.arrives)
        return RoadLeg(leg.mode, leg.metres, leg.arrives - leg.departs, self._country)


def _minor(priced: Price) -> int | None:
    total: Money | None = priced.total
    return None if total is None or priced.unpriced else total.amount_minor


def _key(leg: Leg, start: int) -> tuple[object, ...]:
    if isinstance(leg, Ride):
        place = (leg.feed, leg.pattern, leg.board, leg.alight)
        return (*place, leg.departs - start, leg.arrives - start)
    return (leg.mode, leg.metres, leg.arrives - leg.departs)
