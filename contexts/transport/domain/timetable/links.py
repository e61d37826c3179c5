"""Ways between stops: those that feeds name, walks between feeds, and roads between the hubs of long-distance travel."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from scipy.spatial import cKDTree

from ..modes import Mode
from .feed import CompiledFeed
from .served import trips_of_stops
from .view import CRITERIA, Float64, Int8, Int32, Int64, Uint8

EARTH_M: Final = 6_371_009.0
DETOUR: Final = 1.3
"""Ways are longer than the great circle by about this."""
WALKING_MS: Final = 1.2

NO_AIRPORT: Final = 0
DOMESTIC: Final = 1
INTERNATIONAL: Final = 2
"""What `airports` says of a stop."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The time that it takes to get into and out of airports, and between hubs."""

    check_in_s: int = 60 * 60
    exit_s: int = 20 * 60
    international_check_in_s: int = 90 * 60
    international_exit_s: int = 30 * 60
    airport_road_m: int = 40_000
    """Hubs so far from an airport are joined to it by road."""
    hub_road_m: int = 10_000
    """Hubs of other long-distance feeds so far are joined by road."""
    hubs_each: int = 4
    """How many hubs of another feed one hub is joined to: those with most trips, and as many that are nearest."""
    taxi_wait_s: int = 5 * 60
    taxi_near_ms: float = 7.0
    """In towns; the part of a way beyond `taxi_near_m` is driven at `taxi_far_ms`."""
    taxi_near_m: int = 8_000
    taxi_far_ms: float = 14.0


USUAL: Final = Terms()


@dataclass(frozen=True, slots=True)
class Links:
    """Rows of links, in any order; see `View`."""

    origin: Int32
    to: Int32
    seconds: Int32
    mode: Int8
    criteria: Int32

    @classmethod
    def of(cls, rows: Sequence[tuple[int, int, int, Mode, tuple[int, int, int]]]) -> Links:
        """Make them of (origin, to, seconds, mode, criteria)."""
        return cls(
            np.array([row[0] for row in rows], dtype=np.int32),
            np.array([row[1] for row in rows], dtype=np.int32),
            np.array([row[2] for row in rows], dtype=np.int32),
            np.array([row[3] for row in rows], dtype=np.int8),
            np.array([row[4] for row in rows], dtype=np.int32).reshape(-1, CRITERIA),
        )

    @classmethod
    def gathered(cls, parts: Sequence[Links], *, stops: int) -> Links:
        """Put several together, sorted by origin and then by where they lead."""
        together = cls(
            *(
                np.concatenate([getattr(part, name) for part in parts])
                for name in ("origin", "to", "seconds", "mode", "criteria")
            )
        )
        order = np.argsort(together.origin.astype(np.int64) * stops + together.to, kind="stable")
        return together.rows(order)

    def rows(self, chosen: np.ndarray) -> Links:
        """Return some rows."""
        return Links(
            *(
                np.ascontiguousarray(array[chosen])
                for array in (self.origin, self.to, self.seconds, self.mode, self.criteria)
            )
        )

    def with_airports(self, check_in_s: Int32, exit_s: Int32) -> Links:
        """Add what it takes to leave and to enter airports, but not on the way through one."""
        within = (check_in_s[self.origin] > 0) & (check_in_s[self.to] > 0)
        added = np.where(within, 0, exit_s[self.origin] + check_in_s[self.to])
        seconds = (self.seconds + added).astype(np.int32)
        return Links(self.origin, self.to, seconds, self.mode, self.criteria)

    def first(self, stops: int) -> Int32:
        """Return where each stop's links begin, once they are sorted."""
        counts = np.bincount(self.origin, minlength=stops)
        return np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)


def own_links(feed: CompiledFeed, criteria: Int32, offset: int) -> Links:
    """Return the links that a feed has itself."""
    origin = np.repeat(np.arange(feed.stops, dtype=np.int32), np.diff(feed.link_first))
    return Links(
        (origin + offset).astype(np.int32),
        (feed.link_to + np.int32(offset)).astype(np.int32),
        np.asarray(feed.link_s, dtype=np.int32),
        np.full(len(origin), Mode.WALK, dtype=np.int8),
        np.asarray(criteria, dtype=np.int32).reshape(-1, CRITERIA),
    )


def airports(feed: CompiledFeed, countries: Sequence[str]) -> Uint8:
    """Tell of each stop whether flights serve it, and whether any of them crosses a border."""
    kinds = np.zeros(feed.stops, dtype=np.uint8)
    flown = np.flatnonzero(feed.route_mode[feed.pattern_route] == Mode.FLIGHT)
    for pattern in flown:
        stops = feed.position_stop[feed.pattern_first[pattern] : feed.pattern_first[pattern + 1]]
        crossed = len({countries[stop] for stop in stops} - {""}) > 1 if len(countries) else False
        kinds[stops] = np.maximum(kinds[stops], INTERNATIONAL if crossed else DOMESTIC)
    return kinds


def check_ins(kinds: Sequence[Uint8], terms: Terms) -> tuple[Int32, Int32]:
    """Return the seconds to enter and to leave each stop, 0 where it is no airport."""
    kind = np.concatenate([np.zeros(0, dtype=np.uint8), *kinds])
    enter = np.array([0, terms.check_in_s, terms.international_check_in_s], dtype=np.int32)
    leave = np.array([0, terms.exit_s, terms.international_exit_s], dtype=np.int32)
    return enter[kind], leave[kind]


def joined(
    feeds: Sequence[CompiledFeed],
    latitude: Float64,
    longitude: Float64,
    *,
    is_airport: np.ndarray,
    near_m: int,
    terms: Terms,
    long_distance: frozenset[int],
    road: Callable[[Mode, int, int], tuple[int, int, int]],
) -> Links:
    """Return walks between near stops of different feeds, and roads between hubs, both ways."""
    join = _Join(feeds, latitude, longitude, is_airport, terms)
    rows = []
    walked: set[tuple[int, int]] = set()
    for one, other, metres in join.walks(near_m):
        walked.add((one, other))
        rows.append((one, other, Mode.WALK, metres, round(metres / WALKING_MS)))
    for one, other, metres in join.roads(long_distance):
        if (one, other) not in walked:
            rows.append((one, other, Mode.TAXI, metres, _driving_s(metres, terms)))
    return Links.of(
        [
            way
            for one, other, mode, metres, seconds in rows
            for criteria in [road(mode, metres, seconds)]
            for way in (
                (one, other, seconds, mode, criteria),
                (other, one, seconds, mode, criteria),
            )
        ]
    )


class _Join:
    """The served stops of feeds, as points on the globe."""

    def __init__(
        self,
        feeds: Sequence[CompiledFeed],
        latitude: Float64,
        longitude: Float64,
        is_airport: np.ndarray,
        terms: Terms,
    ) -> None:
        self._points = unit_vectors(latitude, longitude)
        self._trips = np.concatenate([np.zeros(0, dtype=np.int64), *map(trips_of_stops, feeds)])
        self._is_airport = is_airport
        self._terms = terms
        offsets = np.concatenate([[0], np.cumsum([feed.stops for feed in feeds])]).astype(int)
        self._served = [
            begin + np.flatnonzero(self._trips[begin:end]) for begin, end in pairwise(offsets)
        ]
        self._trees = [cKDTree(self._points[served]) for served in self._served]

    def walks(self, near_m: int) -> Iterable[tuple[int, int, int]]:
        """Yield pairs of near stops of different feeds, the one of the earlier feed first, and metres to walk."""
        for one in range(len(self._trees)):
            for other in range(one + 1, len(self._trees)):
                yield from self._walks(one, other, near_m)

    def _walks(self, one: int, other: int, near_m: int) -> Iterable[tuple[int, int, int]]:
        near = self._trees[one].query_ball_tree(self._trees[other], chord_of(near_m))
        for row, found in enumerate(near):
            stop = int(self._served[one][row])
            for target in self._served[other][found]:
                yield stop, int(target), self._metres(stop, int(target))

    def roads(self, long_distance: frozenset[int]) -> Iterable[tuple[int, int, int]]:
        """Yield pairs of hubs of different feeds, the one of the earlier feed first, and metres to drive."""
        pairs: set[tuple[int, int]] = set()
        for one, served in enumerate(self._served):
            for other in range(len(self._served)):
                if one == other:
                    continue
                both = {one, other} <= long_distance
                hubs = served if both else served[self._is_airport[served]]
                pairs.update(
                    (min(hub, far), max(hub, far))
                    for hub in hubs.tolist()
                    for far in self._hubs_near(hub, other)
                )
        for near, far in sorted(pairs):
            yield near, far, self._metres(near, far)

    def _hubs_near(self, hub: int, feed: int) -> list[int]:
        """Return the stops of a feed that one drives to: some with most trips, some that are nearest."""
        terms = self._terms
        reach = terms.airport_road_m if self._is_airport[hub] else terms.hub_road_m
        found = self._trees[feed].query_ball_point(self._points[hub], chord_of(reach))
        stops: Int64 = self._served[feed][found]
        if not len(stops):
            return []
        distance = np.linalg.norm(self._points[stops] - self._points[hub], axis=1)
        nearest = np.argsort(distance, kind="stable")[: terms.hubs_each]
        busiest = np.lexsort((distance, -self._trips[stops]))[: terms.hubs_each]
        return [int(stop) for stop in stops[np.union1d(nearest, busiest)]]

    def _metres(self, one: int, other: int) -> int:
        chord = np.linalg.norm(self._points[[one]] - self._points[[other]], axis=1)
        return round(float(metres_of_chords(chord)[0]) * DETOUR)


def unit_vectors(latitude: Float64, longitude: Float64) -> Float64:
    """Return points on the unit sphere."""
    north, east = np.radians(latitude), np.radians(longitude)
    return np.stack(
        [np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)], axis=1
    )


def chord_of(metres: float) -> float:
    """Return the chord of an arc on the unit sphere."""
    return float(2 * np.sin(min(metres / EARTH_M, np.pi) / 2))


def metres_of_chords(chords: Float64) -> Float64:
    """Return the arcs of chords of the unit sphere, in metres."""
    metres: Float64 = 2 * np.arcsin(np.minimum(chords / 2, 1.0)) * EARTH_M
    return metres


def _driving_s(metres: int, terms: Terms) -> int:
    near = min(metres, terms.taxi_near_m)
    driven = near / terms.taxi_near_ms + (metres - near) / terms.taxi_far_ms
    return terms.taxi_wait_s + round(driven)
