"""Several feeds side by side: what a view of them has whatever its days, worked out once for each set of feeds.

Stops keep their order, feed after feed: a stop's number is its number in its feed plus `stop_first` of the feed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from ..modes import Mode
from .feed import CompiledFeed
from .links import USUAL, Links, Terms, airports, check_ins, joined, own_links
from .view import NO_PRODUCT, Float64, Int16, Int32, Int64, Uint8, Units

RoadCriteria = Callable[[Mode, int, int], tuple[int, int, int]]
"""Mode, metres and seconds of a way on foot or by road to its criteria."""


class Columns(Protocol):
    """The criteria of a feed's arrays, in units."""

    @property
    def pattern_product(self) -> Int16:
        """Ticket of each pattern, [R]."""

    @property
    def pattern_criteria(self) -> Int32:
        """Spent on each boarding, [R, CRITERIA]."""

    @property
    def position_criteria(self) -> Int32:
        """Spent from the pattern's first stop, [P, CRITERIA]."""

    @property
    def link_criteria(self) -> Int32:
        """Spent on each link, [L, CRITERIA]."""


def free(mode: Mode, metres: int, seconds: int) -> tuple[int, int, int]:
    """Take every way for free."""
    del mode, metres, seconds
    return 0, 0, 0


@dataclass(frozen=True, slots=True)
class Joining:
    """How feeds are joined."""

    near_m: int = 400
    """Stops of different feeds within this are joined by a walk."""
    terms: Terms = USUAL
    road: RoadCriteria = free
    long_distance: frozenset[int] = frozenset()
    """Feeds (by index) whose hubs are joined to the others by road; airports are in any feed."""
    countries: tuple[Sequence[str], ...] = ()
    """For each feed the country of each stop, or nothing where flights aren't told apart."""


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Feeds side by side; see the module. Arrays as in `View`."""

    feeds: tuple[CompiledFeed, ...]
    costs: tuple[Columns, ...]
    units: Units
    stop_first: tuple[int, ...]
    """Where each feed's stops begin."""
    product_first: tuple[int, ...]
    """What is added to a feed's products, so that no two feeds share one."""
    bounds: tuple[tuple[int, int], ...]
    """The earliest and the latest second of any trip, feed by feed."""
    stop_latitude: Float64
    stop_longitude: Float64
    stop_change_s: Int32
    stop_flags: Uint8
    stop_feed: Int16
    stop_in_feed: Int32
    stop_check_in_s: Int32
    """Added before the first ride and after a link, at airports."""
    stop_exit_s: Int32
    """Added after the last ride and before a link, at airports."""
    links: Links


_NOTHING: Final = (0, 0)


def network_of(
    feeds: Sequence[CompiledFeed],
    costs: Sequence[Columns],
    *,
    units: Units,
    joining: Joining | None = None,
) -> Network:
    """Put feeds side by side and join them."""
    joining = joining or Joining()
    counts = [feed.stops for feed in feeds]
    first = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])
    in_air = [airports(feed, countries) for feed, countries in _with_countries(feeds, joining)]
    check_in, leave = check_ins(in_air, joining.terms)
    latitude = end_to_end([feed.stop_latitude for feed in feeds], np.float64)
    longitude = end_to_end([feed.stop_longitude for feed in feeds], np.float64)
    own = [
        own_links(feed, cost.link_criteria, int(offset))
        for feed, cost, offset in zip(feeds, costs, first, strict=False)
    ]
    between = joined(
        feeds,
        latitude,
        longitude,
        is_airport=end_to_end(in_air, np.uint8) > 0,
        near_m=joining.near_m,
        terms=joining.terms,
        long_distance=joining.long_distance,
        road=joining.road,
    )
    links = Links.gathered([*own, between], stops=int(first[-1]))
    return Network(
        feeds=tuple(feeds),
        costs=tuple(costs),
        units=units,
        stop_first=tuple(int(number) for number in first[:-1]),
        product_first=_product_first(costs),
        bounds=tuple(bounds_of(feed) for feed in feeds),
        stop_latitude=latitude,
        stop_longitude=longitude,
        stop_change_s=end_to_end([feed.stop_change_s for feed in feeds], np.int32),
        stop_flags=end_to_end([feed.stop_flags for feed in feeds], np.uint8),
        stop_feed=np.repeat(np.arange(len(feeds), dtype=np.int16), counts),
        stop_in_feed=end_to_end([np.arange(count) for count in counts], np.int32),
        stop_check_in_s=check_in,
        stop_exit_s=leave,
        links=links.with_airports(check_in, leave),
    )


def _with_countries(
    feeds: Sequence[CompiledFeed], joining: Joining
) -> list[tuple[CompiledFeed, Sequence[str]]]:
    countries = joining.countries or ((),) * len(feeds)
    return list(zip(feeds, countries, strict=True))


def end_to_end(
    arrays: Sequence[npt.NDArray[Any]], dtype: type[np.generic], *, columns: int = 0
) -> npt.NDArray[Any]:
    """Return arrays one after another, rows of `columns` where there are some."""
    if len(arrays) == 1:
        return np.ascontiguousarray(arrays[0], dtype=dtype)
    empty = np.zeros((0, columns) if columns else 0, dtype=dtype)
    return np.concatenate([empty, *arrays]).astype(dtype, copy=False)


def bounds_of(feed: CompiledFeed) -> tuple[int, int]:
    """Return the earliest and the latest second of any trip."""
    if not feed.trips:
        return _NOTHING
    stops = np.repeat(np.diff(feed.pattern_first), np.diff(feed.pattern_first_trip))
    ends = feed.trip_start + feed.timing_departures[feed.trip_timing + stops - 1]
    return int(feed.trip_start.min()), int(ends.max())


def _product_first(costs: Sequence[Columns]) -> tuple[int, ...]:
    first, taken = [], 0
    for cost in costs:
        first.append(taken)
        highest = int(cost.pattern_product.max()) if len(cost.pattern_product) else NO_PRODUCT
        taken += highest + 1
    return tuple(first)


def positions_of(counts: Int64) -> Int64:
    """Return 0, 1, ... for each count, end to end."""
    ends = np.cumsum(counts)
    return np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - counts, counts)
