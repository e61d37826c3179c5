"""Small timetables written by hand, as views that the engine searches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from contexts.transport.domain.modes import Mode
from contexts.transport.domain.timetable.view import (
    CRITERIA,
    MAY_ALIGHT,
    MAY_BOARD,
    NO_PRODUCT,
    Units,
    View,
)

NOTHING = (0,) * CRITERIA
Criteria = tuple[int, int, int]
Times = Sequence[tuple[int, int]]
"""(arrival, departure) at each stop of a line."""


@dataclass(frozen=True, slots=True)
class Line:
    """A sequence of stops and the trips that serve it, in any order; they may overtake."""

    stops: Sequence[int]
    trips: Sequence[Times]
    mode: Mode = Mode.BUS
    flags: int = 0
    product: int = NO_PRODUCT
    boarding: Criteria = NOTHING
    """Spent on each boarding."""
    steps: Sequence[Criteria] = ()
    """Spent between one stop and the next; nothing where absent."""
    may: Sequence[int] = ()
    """MAY_BOARD and MAY_ALIGHT at each stop; both where absent."""


@dataclass(frozen=True, slots=True)
class Way:
    """A link between two stops, in one direction."""

    origin: int
    destination: int
    seconds: int
    criteria: Criteria = NOTHING
    mode: Mode = Mode.WALK


@dataclass(frozen=True, slots=True)
class _Pattern:
    line: Line
    number: int
    trips: list[tuple[int, Times]] = field(default_factory=list)


def view_of(
    lines: Sequence[Line],
    ways: Sequence[Way] = (),
    *,
    stops: int,
    change_s: int | Sequence[int] = 60,
) -> View:
    """Return the view of some lines. `pattern_in_feed` is the line's number, `trip_in_feed` the trip's within it."""
    patterns = [pattern for number, line in enumerate(lines) for pattern in _patterns(number, line)]
    served = sorted(
        (stop, number, position)
        for number, pattern in enumerate(patterns)
        for position, stop in enumerate(pattern.line.stops)
    )
    ways = sorted(ways, key=lambda way: (way.origin, way.destination))
    lengths = [len(pattern.line.stops) for pattern in patterns]
    counts = [len(pattern.trips) for pattern in patterns]
    events = [length * count for length, count in zip(lengths, counts, strict=True)]
    change = np.full(stops, change_s) if isinstance(change_s, int) else np.array(change_s)
    return View(
        base=0,
        units=Units(),
        stop_latitude=np.zeros(stops),
        stop_longitude=np.arange(stops, dtype=np.float64) / 100,
        stop_change_s=change.astype(np.int32),
        stop_flags=np.ones(stops, dtype=np.uint8),
        stop_feed=np.zeros(stops, dtype=np.int16),
        stop_in_feed=np.arange(stops, dtype=np.int32),
        pattern_first=_first(lengths),
        pattern_first_trip=_first(counts),
        pattern_first_event=_first(events).astype(np.int64)[:-1],
        pattern_mode=np.array([pattern.line.mode for pattern in patterns], dtype=np.int8),
        pattern_flags=np.array([pattern.line.flags for pattern in patterns], dtype=np.uint8),
        pattern_feed=np.zeros(len(patterns), dtype=np.int16),
        pattern_in_feed=_ints([pattern.number for pattern in patterns]),
        pattern_product=np.array([pattern.line.product for pattern in patterns], dtype=np.int16),
        pattern_criteria=_table([pattern.line.boarding for pattern in patterns]),
        position_stop=_ints([stop for pattern in patterns for stop in pattern.line.stops]),
        position_flags=np.array(
            [
                flag
                for pattern in patterns
                for flag in pattern.line.may or [MAY_BOARD | MAY_ALIGHT] * len(pattern.line.stops)
            ],
            dtype=np.uint8,
        ),
        position_criteria=_table([row for pattern in patterns for row in _cumulated(pattern.line)]),
        arrivals=_ints(
            [arrival for pattern in patterns for _, times in pattern.trips for arrival, _ in times]
        ),
        departures=_ints(
            [
                times[position][1]
                for pattern in patterns
                for position in range(len(pattern.line.stops))
                for _, times in pattern.trips
            ]
        ),
        trip_in_feed=_ints([number for pattern in patterns for number, _ in pattern.trips]),
        trip_day=np.zeros(sum(counts), dtype=np.int32),
        stop_first_pattern=_first(np.bincount([s for s, _, _ in served], minlength=stops).tolist()),
        stop_pattern=_ints([number for _, number, _ in served]),
        stop_pattern_position=_ints([position for _, _, position in served]),
        link_first=_first(np.bincount([w.origin for w in ways], minlength=stops).tolist()),
        link_to=_ints([way.destination for way in ways]),
        link_s=_ints([way.seconds for way in ways]),
        link_mode=np.array([way.mode for way in ways], dtype=np.int8),
        link_criteria=_table([way.criteria for way in ways]),
    )


def _patterns(number: int, line: Line) -> list[_Pattern]:
    """Split a line so that no trip overtakes another of its pattern."""
    patterns: list[_Pattern] = []
    for index, times in sorted(enumerate(line.trips), key=lambda trip: (trip[1][0][1], trip[1])):
        fitting = (pattern for pattern in patterns if _follows(times, pattern.trips[-1][1]))
        pattern = next(fitting, None)
        if pattern is None:
            pattern = _Pattern(line, number)
            patterns.append(pattern)
        pattern.trips.append((index, times))
    return patterns


def _follows(later: Times, earlier: Times) -> bool:
    return all(a >= b and d >= e for (a, d), (b, e) in zip(later, earlier, strict=True))


def _cumulated(line: Line) -> list[Criteria]:
    steps = line.steps or [NOTHING] * (len(line.stops) - 1)
    rows = np.cumsum([NOTHING, *steps], axis=0)
    return [(int(row[0]), int(row[1]), int(row[2])) for row in rows]


def _first(counts: Sequence[int]) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).astype(np.int32)


def _ints(values: Sequence[int]) -> np.ndarray:
    return np.array(values, dtype=np.int32)


def _table(rows: Sequence[Criteria]) -> np.ndarray:
    return np.array(rows, dtype=np.int32).reshape(len(rows), CRITERIA)
