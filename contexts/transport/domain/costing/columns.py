"""The columns that the search counts: the fares, the comfort and the emissions of a feed as columns that add up.

They approximate; `price` in `pricing` is exact. For one ride the differences are at most:

- cost: the error of the pattern's line (`fitting`, `zones`), which is nothing for flat fares and fares that grow evenly with
  distance or borders, and less than half of the fare for the telescopic tariffs with a least fare that come with the project
  (on the demo network's trains 7 % in the middle, 23 % for one ride in twenty); one and a half units of rounding; and on a further ride with a ticket what the ticket no longer covers: the search does not count how often or
  how long it is used. Of several products the search knows the one that is cheapest for a single ride.
- discomfort: what the trip takes longer than the pattern's median one, the dwell at the boarding stop, one and a half units.
- carbon dioxide: one unit.

Cumulated values are rounded, not the steps between stops: steps add up to exactly what the whole is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
from babel.core import get_global

from ..modes import Mode
from ..timetable.feed import CompiledFeed
from ..timetable.view import (
    CO2,
    COST,
    CRITERIA,
    DISCOMFORT,
    NO_PRODUCT,
    Float64,
    Int16,
    Int32,
    Int64,
    Units,
)
from .bands import MILLIONTHS
from .book import CostBook, Tariff
from .emissions import of_hops
from .fares import FeedFares, fares_of
from .fitting import fit, samples
from .tariffs import Setting, fares, usual
from .zones import Line, line_of_route

MOST_UNITS: Final = 2**24
"""No column counts further, so that sums along a journey stay far from the end of int32."""
_SAMPLES = 8
_THOUSANDTHS = 1000


@dataclass(frozen=True, slots=True)
class FeedCosts:
    """The criteria of a feed's arrays, in units."""

    pattern_product: (
        Int16  # [R] the feed's fare product, then tariffs that are tickets; or NO_PRODUCT
    )
    pattern_criteria: Int32  # [R, CRITERIA]
    position_criteria: Int32  # [P, CRITERIA] cumulated from the pattern's first stop
    link_criteria: Int32  # [L, CRITERIA]


@dataclass(frozen=True, slots=True)
class PatternMoney:
    """Lines of all patterns in minor units of the view's currency."""

    boarding: Float64  # [R]
    position: Float64  # [P] cumulated
    product: Int16  # [R]


def cost_feed(feed: CompiledFeed, book: CostBook, units: Units) -> FeedCosts:
    """Work the columns of a feed out: by its own fares where it has some, by tariffs otherwise.

    What is priced in a currency without a rate into the view's is taken for free here.
    """
    layout = _Layout(feed)
    settings = [setting_of(feed, route) for route in range(len(feed.route_mode))]
    tariffs = [usual(book, setting) for setting in settings]
    money = _money(feed, layout, book, tariffs, units.currency)
    boarding = np.zeros((feed.patterns, CRITERIA), dtype=np.int32)
    position = np.zeros((len(feed.position_stop), CRITERIA), dtype=np.int32)
    boarding[:, COST] = _in_units(money.boarding, units.cost_minor)
    position[:, COST] = _in_units(money.position, units.cost_minor)
    weights, boarding_s = _weights(feed, book, tariffs)
    boarding[:, DISCOMFORT] = _in_units(boarding_s, units.discomfort_s)
    felt = layout.riding_s() * weights[layout.pattern_of_position] / _THOUSANDTHS
    position[:, DISCOMFORT] = _in_units(felt, units.discomfort_s)
    position[:, CO2] = _in_units(_grams(feed, layout, book, settings), units.co2_g)
    return FeedCosts(money.product, boarding, position, _links(feed, book, units))


def setting_of(feed: CompiledFeed, route: int) -> Setting:
    """Return where the rides of a route take place, for tariffs to be matched."""
    agency = int(feed.route_agency[route])
    names = (feed.agency_ids[agency], feed.agency_names[agency]) if agency >= 0 else ()
    return Setting(
        mode=Mode(int(feed.route_mode[route])),
        country=country_of(feed.zone),
        agencies=(*names, feed.name),
        routes=(feed.route_ids[route], feed.route_short_names[route]),
    )


@lru_cache(maxsize=1024)
def country_of(zone: str) -> str:
    """Return the country of an IANA zone (CLDR), or nothing."""
    return str(get_global("zone_territories").get(zone, ""))


class _Layout:
    """Where the positions and trips of a feed's patterns lie."""

    def __init__(self, feed: CompiledFeed) -> None:
        self.feed = feed
        self.first = feed.pattern_first[:-1].astype(np.int64)
        self.stops = np.diff(feed.pattern_first).astype(np.int64)
        patterns = np.arange(feed.patterns, dtype=np.int64)
        self.pattern_of_position = np.repeat(patterns, self.stops)
        self.offset = np.arange(len(feed.position_stop), dtype=np.int64) - np.repeat(
            self.first, self.stops
        )
        self.hops_m = self._hops()
        self.metres = self._cumulated(self.hops_m)

    def _hops(self) -> Int64:
        """Metres from the stop before, nothing for first stops and where distances run backwards."""
        metres = self.feed.position_metres.astype(np.int64)
        hops = np.zeros_like(metres)
        hops[1:] = np.maximum(metres[1:] - metres[:-1], 0)
        hops[self.offset == 0] = 0
        return hops

    def _cumulated(self, steps: Int64) -> Int64:
        """Sum steps along each pattern; those of first stops are nothing."""
        total = np.cumsum(steps)
        sums: Int64 = total - np.repeat(total[self.first] if len(total) else total, self.stops)
        return sums

    def cumulated_hops(self, amounts: Int64) -> Int64:
        """Sum what each hop amounts to along its pattern."""
        steps: Int64 = np.where(self.offset == 0, 0, amounts)
        return self._cumulated(steps)

    @cached_property
    def length_m(self) -> Int64:
        """Metres from end to end."""
        ends: Int64 = self.metres[self.first + self.stops - 1]
        return ends

    @cached_property
    def shortest_m(self) -> Int64:
        """Metres of the shortest hop; some stops are at the same place as the one before."""
        hops = np.where(self.offset > 0, self.hops_m, np.iinfo(np.int64).max)
        shortest = np.minimum.reduceat(hops, self.first) if len(hops) else hops
        return np.minimum(shortest, self.length_m)

    def riding_s(self) -> Int64:
        """Seconds from the first departure to each position, in the trip of median duration."""
        feed = self.feed
        counts = np.diff(feed.pattern_first_trip).astype(np.int64)
        pattern = np.repeat(np.arange(feed.patterns, dtype=np.int64), counts)
        first = feed.trip_timing
        lasts = first + self.stops[pattern] - 1
        duration = feed.timing_arrivals[lasts] - feed.timing_departures[first]
        order = np.lexsort((duration, pattern))
        has_trips = counts > 0
        middle = feed.pattern_first_trip[:-1] + counts // 2
        timing = np.zeros(feed.patterns, dtype=np.int64)
        timing[has_trips] = first[order[middle[has_trips]]]
        timing = timing[self.pattern_of_position]
        if not feed.trips:
            return np.zeros(len(self.offset), dtype=np.int64)
        # A pattern without trips has no timing either: what stands there may end before it does.
        at = np.where(has_trips[self.pattern_of_position], timing + self.offset, 0)
        seconds = feed.timing_arrivals[at].astype(np.int64) - feed.timing_departures[timing]
        return np.where(has_trips[self.pattern_of_position], np.maximum(seconds, 0), 0)


def _money(
    feed: CompiledFeed,
    layout: _Layout,
    book: CostBook,
    tariffs: Sequence[Tariff | None],
    currency: str,
) -> PatternMoney:
    boarding = np.zeros(feed.patterns)
    slope = np.zeros(feed.patterns)
    position = np.zeros(len(feed.position_stop))
    product = np.full(feed.patterns, NO_PRODUCT, dtype=np.int16)
    offered = fares_of(feed) if book.can_convert(feed.currency, currency) else FeedFares(())
    own_rate = float(book.rate(feed.currency, currency)[0]) if offered.products else 0.0
    by_tariff: dict[str, list[int]] = defaultdict(list)
    lines: dict[tuple[int, tuple[int, ...]], Line | None] = {}
    for pattern, route in enumerate(feed.pattern_route.tolist()):
        line = _own_line(feed, pattern, route, offered, lines)
        if line is None:
            if (tariff := tariffs[route]) is not None:
                by_tariff[tariff.code].append(pattern)
            continue
        boarding[pattern] = line.boarding * own_rate
        product[pattern] = line.product
        if line.paid:
            span = slice(feed.pattern_first[pattern], feed.pattern_first[pattern + 1])
            position[span] = line.at_positions(_zones(feed, span)) * own_rate
    known = {tariff.code: tariff for tariff in tariffs if tariff is not None}
    for number, (code, members) in enumerate(sorted(by_tariff.items()), len(offered.products)):
        if not book.can_convert(known[code].currency, currency):
            continue
        rows = np.array(members, dtype=np.int64)
        rate = float(book.rate(known[code].currency, currency)[0])
        boarding[rows], slope[rows] = _tariff_lines(known[code], layout, rows, rate)
        if known[code].is_ticket and number <= np.iinfo(np.int16).max:
            product[rows] = number
    position += slope[layout.pattern_of_position] * layout.metres
    return PatternMoney(boarding, position, product)


def _own_line(
    feed: CompiledFeed,
    pattern: int,
    route: int,
    offered: FeedFares,
    lines: dict[tuple[int, tuple[int, ...]], Line | None],
) -> Line | None:
    """Return the line of the feed's own fares; patterns of a route through the same zones share one."""
    if not offered.products:
        return None
    span = slice(feed.pattern_first[pattern], feed.pattern_first[pattern + 1])
    key = (route, _zones(feed, span))
    if key not in lines:
        lines[key] = line_of_route(offered, route, key[1])
    return lines[key]


def _zones(feed: CompiledFeed, span: slice) -> tuple[int, ...]:
    return tuple(feed.stop_fare_zone[feed.position_stop[span]].tolist())


def _tariff_lines(
    tariff: Tariff, layout: _Layout, rows: Int64, rate: float
) -> tuple[Float64, Float64]:
    longest = layout.length_m[rows].astype(np.float64)
    shortest = layout.shortest_m[rows].astype(np.float64)
    metres = np.rint(samples(shortest, longest, _SAMPLES)).astype(np.int64)
    asked: Float64 = fares(tariff, metres).astype(np.float64) * rate
    return fit(metres.astype(np.float64), asked)


def _weights(
    feed: CompiledFeed, book: CostBook, tariffs: Sequence[Tariff | None]
) -> tuple[Float64, Float64]:
    """Return the weight of a second in thousandths, and what boarding feels like, for each pattern."""
    of_routes = [
        book.comfort_of(Mode(int(mode)), tariff.travel_class if tariff else "")
        for mode, tariff in zip(feed.route_mode.tolist(), tariffs, strict=True)
    ]
    weights = np.array([one.weight_thousandths for one in of_routes], dtype=np.float64)
    boarding = np.array([one.boarding_s for one in of_routes], dtype=np.float64)
    return weights[feed.pattern_route], boarding[feed.pattern_route]


def _grams(
    feed: CompiledFeed, layout: _Layout, book: CostBook, settings: Sequence[Setting]
) -> Float64:
    amounts = np.zeros_like(layout.hops_m)
    mode = feed.route_mode[feed.pattern_route][layout.pattern_of_position]
    country = settings[0].country if settings else ""
    for present in np.unique(mode):
        factor = book.emission_of(Mode(int(present)), country)
        if factor is not None:
            here = mode == present
            amounts[here] = of_hops(factor, layout.hops_m[here])
    grams: Float64 = layout.cumulated_hops(amounts) / MILLIONTHS
    return grams


def _links(feed: CompiledFeed, book: CostBook, units: Units) -> Int32:
    links = np.zeros((len(feed.link_s), CRITERIA), dtype=np.int32)
    weight = book.comfort_of(Mode.WALK).weight_thousandths
    felt = feed.link_s.astype(np.float64) * weight / _THOUSANDTHS
    links[:, DISCOMFORT] = _in_units(felt, units.discomfort_s)
    return links


def _in_units(amounts: Float64, unit: int) -> Int32:
    """Round to the nearest whole unit, halves up."""
    whole = np.floor(np.clip(amounts / unit, 0, MOST_UNITS) + 0.5)
    return whole.astype(np.int32)
