# ruff: noqa: PLR0917, FBT001 - compiled loops take their arguments by position
"""Times along trips: rows brought into order, checked, and blank times filled in."""

from __future__ import annotations

from typing import Final

import numpy as np

from ..kernels import kernel
from ..timetable.view import Float64, Int8, Int32, Int64, Uint8
from .cells import MISSING

FINE: Final = 0
TOO_SHORT: Final = 1
NO_EDGE: Final = 2
BACKWARDS: Final = 3
TOO_LATE: Final = 4
TOO_LONG: Final = 5
"""What is wrong with a trip."""

ONE_TIME: Final = 1
EARLY_DEPARTURE: Final = 2
LESS_DISTANCE: Final = 4
"""Bits of what was mended in a row."""

_METRES_PER_DEGREE: Final = 111_195.0


@kernel
def is_in_order(trip: Int32, sequence: Int32) -> bool:
    """Tell whether rows go by trip and within it by sequence, each sequence once."""
    for row in range(1, len(trip)):
        if trip[row] < trip[row - 1]:
            return False
        if trip[row] == trip[row - 1] and sequence[row] <= sequence[row - 1]:
            return False
    return True


@kernel
def ordered_rows(trip: Int32, sequence: Int32, trips: int) -> Int64:
    """Return the rows by trip and sequence; equal ones stay as they were."""
    first = np.zeros(trips + 1, dtype=np.int64)
    for row in range(len(trip)):
        first[trip[row] + 1] += 1
    for number in range(trips):
        first[number + 1] += first[number]
    filled = first[:-1].copy()
    order = np.empty(len(trip), dtype=np.int64)
    for row in range(len(trip)):
        order[filled[trip[row]]] = row
        filled[trip[row]] += 1
    for number in range(trips):
        _sort_run(order, sequence, first[number], first[number + 1])
    return order


@kernel
def _sort_run(order: Int64, sequence: Int32, begin: int, end: int) -> None:
    for at in range(begin + 1, end):
        if sequence[order[at]] < sequence[order[at - 1]]:
            run = order[begin:end].copy()
            order[begin:end] = run[np.argsort(sequence[run], kind="mergesort")]
            return


@kernel
def metres_between(
    latitude: float, longitude: float, other_latitude: float, other_longitude: float
) -> float:
    """Return the distance of two near places: the great circle's, but for rounding."""
    half = np.pi / 360.0
    mean = np.cos((latitude + other_latitude) * half)
    turned = (other_longitude - longitude + 540.0) % 360.0 - 180.0
    x = turned * mean
    y = other_latitude - latitude
    return float(_METRES_PER_DEGREE * np.sqrt(x * x + y * y))


@kernel
def mend_runs(
    first: Int64,
    arrivals: Int32,
    departures: Int32,
    latest: int,
    longest: int,
    faults: Int8,
    mended: Uint8,
    at: Int64,
) -> None:
    """Mend single times in place; say for each trip what is wrong with it, and at which row."""
    for trip in range(len(faults)):
        begin = first[trip]
        end = first[trip + 1]
        at[trip] = begin
        for row in range(begin, end):
            mended[row] = _mend_row(arrivals, departures, row)
        faults[trip] = FINE
        if end - begin < 2:  # noqa: PLR2004
            faults[trip] = TOO_SHORT
        elif end - begin > longest:
            faults[trip] = TOO_LONG
        elif arrivals[begin] == MISSING or arrivals[end - 1] == MISSING:
            faults[trip] = NO_EDGE
            at[trip] = begin if arrivals[begin] == MISSING else end - 1
        else:
            faults[trip], at[trip] = _run_fault(arrivals, departures, begin, end, latest)


@kernel
def _mend_row(arrivals: Int32, departures: Int32, row: int) -> int:
    if arrivals[row] == departures[row]:
        return 0
    if arrivals[row] == MISSING:
        arrivals[row] = departures[row]
        return ONE_TIME
    if departures[row] == MISSING:
        departures[row] = arrivals[row]
        return ONE_TIME
    if departures[row] < arrivals[row]:
        departures[row] = arrivals[row]
        return EARLY_DEPARTURE
    return 0


@kernel
def _run_fault(
    arrivals: Int32, departures: Int32, begin: int, end: int, latest: int
) -> tuple[int, int]:
    before = 0
    for row in range(begin, end):
        if arrivals[row] == MISSING:
            continue
        if arrivals[row] < before:
            return BACKWARDS, row
        before = departures[row]
    return (TOO_LATE, end - 1) if before > latest else (FINE, begin)


@kernel
def fill_blanks(
    first: Int64,
    stop: Int32,
    arrivals: Int32,
    departures: Int32,
    distance: Float64,
    latitude: Float64,
    longitude: Float64,
) -> int:
    """Fill in blank times between given ones, and return how many; distance is NaN where the feed names none."""
    filled = 0
    for trip in range(len(first) - 1):
        timed = first[trip]
        for row in range(first[trip] + 1, first[trip + 1]):
            if arrivals[row] == MISSING:
                continue
            if row > timed + 1:
                _fill(stop, arrivals, departures, distance, latitude, longitude, timed, row)
                filled += row - timed - 1
            timed = row
    return filled


@kernel
def _fill(
    stop: Int32,
    arrivals: Int32,
    departures: Int32,
    distance: Float64,
    latitude: Float64,
    longitude: Float64,
    begin: int,
    end: int,
) -> None:
    """Share out the time between two timed rows by the way between their stops."""
    by_distance = _is_rising(distance, begin, end)
    whole = 0.0
    for row in range(begin + 1, end + 1):
        whole += _way(stop, distance, latitude, longitude, row, by_distance)
    start = departures[begin]
    seconds = arrivals[end] - start
    gone = 0.0
    for row in range(begin + 1, end):
        gone += _way(stop, distance, latitude, longitude, row, by_distance)
        share = gone / whole if whole > 0.0 else (row - begin) / (end - begin)
        arrivals[row] = start + np.int64(seconds * share)
        departures[row] = arrivals[row]


@kernel
def _is_rising(distance: Float64, begin: int, end: int) -> bool:
    for row in range(begin + 1, end + 1):
        if not distance[row] >= distance[row - 1]:
            return False
    return bool(distance[end] > distance[begin])


@kernel
def _way(
    stop: Int32,
    distance: Float64,
    latitude: Float64,
    longitude: Float64,
    row: int,
    by_distance: bool,
) -> float:
    if by_distance:
        return float(distance[row] - distance[row - 1])
    a, b = stop[row - 1], stop[row]
    return metres_between(latitude[a], longitude[a], latitude[b], longitude[b])
