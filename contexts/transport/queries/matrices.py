"""How long it takes between many points: one search from each of them to everywhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from ..contracts import TravelMode, TravelTime
from ..domain.engine.journeys import Ends
from ..domain.modes import Mode
from ..domain.options.approaches import DETOUR, street_metres, walk_seconds
from ..domain.places import metres_between
from ..domain.timetable.view import CRITERIA, NEVER
from ..errors import TooManyLegs
from ..gateways.streets import street_router
from ..gateways.timetable import Slice
from . import searching

MOST_POINTS: Final = 100
MOST_RIDES: Final = 5
_STEP: Final = 6 * 3600
_VIEW_S: Final = 24 * 3600
Point = tuple[float, float]


def travel_times(
    *,
    points: Sequence[Point],
    departs: dt.datetime,
    max_walk_m: int,
    by_road: bool,
    now: dt.datetime,
) -> tuple[TravelTime, ...]:
    """Return the least time between each two points, row by row of origins.

    Raises:
        TooManyLegs: there are more points than one search takes.
    """
    if len(points) > MOST_POINTS:
        raise TooManyLegs(most_places=MOST_POINTS, places=len(points))
    if not points:
        return ()
    timetable = searching.timetable(searching.book_of(now))
    at = int(departs.timestamp())
    start = at // _STEP * _STEP
    north, east = np.array(points).mean(axis=0).tolist()
    with searching.room():
        part = timetable.slice(points[0], (north, east), start, start + _STEP + _VIEW_S)
        near = [part.nearest(*point, max_walk_m / DETOUR) for point in points]
        rows = [_row(part, at - part.view.base, number, near) for number in range(len(points))]
    roads = _roads(points) if by_road else None
    return tuple(
        _best(points, rows, roads, origin, destination)
        for origin in range(len(points))
        for destination in range(len(points))
    )


def _row(part: Slice, at: int, number: int, near: Sequence[Any]) -> list[int | None]:
    """Return the seconds by timetable from one point to each."""
    stops, metres = near[number]
    if not len(stops):
        return [None] * len(near)
    nothing = np.zeros((len(stops), CRITERIA), dtype=np.int32)
    access = Ends(stops, _walks(metres) + part.stop_check_in_s[stops], nothing)
    arrivals = part.engine.reach(access, at, MOST_RIDES).astype(np.int64)
    return [_least(part, arrivals, at, *there) for there in near]


def _least(part: Slice, arrivals: Any, at: int, stops: Any, metres: Any) -> int | None:
    reached = arrivals[stops] < NEVER
    if not reached.any():
        return None
    total = arrivals[stops] + _walks(metres) + part.stop_exit_s[stops] - at
    return int(total[reached].min())


def _walks(metres: Any) -> Any:
    return np.ceil(metres * DETOUR / 1.2).astype(np.int32)


def _roads(points: Sequence[Point]) -> Any:
    return street_router().times(origins=points, destinations=points, mode=Mode.CAR).seconds


def _best(
    points: Sequence[Point],
    rows: Sequence[Sequence[int | None]],
    roads: Any,
    origin: int,
    destination: int,
) -> TravelTime:
    crow_m = metres_between(points[origin], points[destination])
    found: list[tuple[int, TravelMode | None]] = [
        (walk_seconds(street_metres(crow_m)), TravelMode.WALK)
    ]
    by_timetable = rows[origin][destination]
    if by_timetable is not None:
        found.append((by_timetable, None))
    if roads is not None and roads[origin, destination] >= 0:
        found.append((int(roads[origin, destination]), TravelMode.CAR))
    seconds, mode = min(found, key=lambda pair: pair[0])
    return TravelTime(origin=origin, destination=destination, duration_s=seconds, mode=mode)
