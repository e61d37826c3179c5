"""How one gets from the door to the stops, and from the stops to the door: on foot to what is near, by taxi to hubs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np

from ..engine.journeys import Ends
from ..modes import Mode
from ..timetable.view import CRITERIA, Float64, Int32, View

DETOUR: Final = 1.3
WALK_MPS: Final = 1.2
HUB_REACH_M: Final = 60_000
_MOST_WALKS: Final = 300
_MOST_HUBS: Final = 24
_MOST_AIRPORTS: Final = 6

Criteria = tuple[int, int, int]
RoadCriteria = Callable[[Mode, int, int], Criteria]
"""Mode, metres, seconds."""
Point = tuple[float, float]
Road = Callable[[Point, Point], tuple[int, int]]
"""Metres and seconds by road between two places."""
RoadTo = Callable[[int], tuple[int, int]]
"""Metres and seconds by road between the door and a stop."""
Driven = tuple[int, int, int]
"""Stop, metres, seconds."""
Nearest = Callable[[float, float, float], tuple[Int32, Float64]]


@dataclass(frozen=True, slots=True)
class Approach:
    """A way between a door and a stop."""

    stop: int
    mode: Mode
    metres: int
    seconds: int
    waits_s: int = 0
    """Check-in, or waiting for luggage."""

    @property
    def total_s(self) -> int:
        """Moving and waiting."""
        return self.seconds + self.waits_s


@dataclass(frozen=True, slots=True)
class Reach:
    """How far somebody goes for a stop."""

    walk_m: int
    taxi_m: int = 0
    """0 where no taxi is taken."""
    within_m: int = 0
    """The place is so large: whatever is in it is near."""
    walk_mps: float = WALK_MPS


@dataclass(frozen=True, slots=True)
class Hubs:
    """Which stops of a view one drives to."""

    is_hub: np.ndarray  # [S] bool: of feeds that run far
    is_airport: np.ndarray  # [S] bool
    check_in_s: Int32  # [S] from the street to the first ride
    exit_s: Int32  # [S] from the last ride to the street

    @classmethod
    def of(
        cls, view: View, long_distance_feeds: Sequence[bool], check_in_s: Int32, exit_s: Int32
    ) -> Hubs:
        """Find the approaches: whatever trips of a feed that runs far serve; airports are where aircraft call."""
        lengths = np.diff(view.pattern_first)
        of_flights = np.repeat(view.pattern_mode == Mode.FLIGHT, lengths)
        is_airport = np.zeros(view.stops, dtype=bool)
        is_airport[view.position_stop[of_flights]] = True
        is_served = np.diff(view.stop_first_pattern) > 0
        runs_far = np.array(long_distance_feeds, dtype=bool)
        far = runs_far[view.stop_feed] if len(runs_far) else np.zeros(view.stops, dtype=bool)
        return cls(is_served & far, is_airport, check_in_s, exit_s)


def street_metres(crow_m: float) -> int:
    """Return how long a way by street is, by what the crow flies."""
    return math.ceil(crow_m * DETOUR)


def walk_seconds(metres: int, mps: float = WALK_MPS) -> int:
    """Return how long one walks."""
    return math.ceil(metres / mps)


def approaches(
    nearest: Nearest,
    hubs: Hubs,
    point: tuple[float, float],
    reach: Reach,
    road_to: RoadTo,
    *,
    arriving: bool,
) -> list[Approach]:
    """Return the ways between a door and the stops around it; `arriving`: from the stops to the door."""
    radius = max(reach.walk_m / DETOUR, reach.within_m, reach.taxi_m / DETOUR)
    stops, metres = nearest(*point, radius)
    order = np.argsort(metres, kind="stable")
    near = [(int(stops[i]), float(metres[i])) for i in order]
    walked = [(s, m) for s, m in near if street_metres(m) <= reach.walk_m][:_MOST_WALKS]
    found = [_on_foot(stop, m, hubs, reach, arriving=arriving) for stop, m in walked]
    on_foot = {stop for stop, _ in walked}
    driven = _driven(near, hubs, reach, road_to, near_enough=on_foot)
    if not (found or driven):
        # A city is larger than a walk: whoever stands somewhere in it takes a taxi to its stops.
        within = [stop for stop, m in near if m <= reach.within_m][:_MOST_HUBS]
        driven = [(stop, *road_to(stop)) for stop in within]
    return found + [_by_taxi(each, hubs, arriving=arriving) for each in driven]


def ends_of(found: Sequence[Approach], criteria: RoadCriteria) -> Ends:
    """Return approaches as the engine takes them."""
    rows = [criteria(each.mode, each.metres, each.seconds) for each in found]
    return Ends(
        np.array([each.stop for each in found], dtype=np.int32),
        np.array([each.total_s for each in found], dtype=np.int32),
        np.array(rows, dtype=np.int32).reshape(len(found), CRITERIA),
    )


def _on_foot(stop: int, crow_m: float, hubs: Hubs, reach: Reach, *, arriving: bool) -> Approach:
    metres = street_metres(crow_m)
    seconds = walk_seconds(metres, reach.walk_mps)
    return Approach(stop, Mode.WALK, metres, seconds, _wait(stop, hubs, arriving=arriving))


def _by_taxi(driven: Driven, hubs: Hubs, *, arriving: bool) -> Approach:
    stop, metres, seconds = driven
    return Approach(stop, Mode.TAXI, metres, seconds, _wait(stop, hubs, arriving=arriving))


def _wait(stop: int, hubs: Hubs, *, arriving: bool) -> int:
    return int((hubs.exit_s if arriving else hubs.check_in_s)[stop])


def _driven(
    near: Sequence[tuple[int, float]],
    hubs: Hubs,
    reach: Reach,
    road_to: RoadTo,
    *,
    near_enough: set[int],
) -> list[Driven]:
    """Return the nearest hubs that a taxi reaches: what is near as the crow flies may lie beyond a border."""
    if not reach.taxi_m:
        return []
    candidates = [stop for stop, _ in near if hubs.is_hub[stop] and stop not in near_enough]
    airports = (stop for stop in candidates if hubs.is_airport[stop])
    others = (stop for stop in candidates if not hubs.is_airport[stop])
    return [
        *islice(_reached(airports, road_to, reach.taxi_m), _MOST_AIRPORTS),
        *islice(_reached(others, road_to, reach.taxi_m), _MOST_HUBS),
    ]


def _reached(stops: Iterable[int], road_to: RoadTo, most_m: int) -> Iterator[Driven]:
    for stop in stops:
        metres, seconds = road_to(stop)
        if metres <= most_m:
            yield stop, metres, seconds
