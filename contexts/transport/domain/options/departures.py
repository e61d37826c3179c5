"""The next departures of a stop: a binary search in the departures of each pattern that serves it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..timetable.view import MAY_BOARD, View


@dataclass(frozen=True, slots=True)
class Next:
    """A departure, by the numbers of the view."""

    pattern: int
    position: int
    trip: int
    """Counted from the pattern's first."""
    departs: int
    """Seconds of the view."""


def next_departures(
    view: View, stop: int, at: int, *, most: int, mode_mask: int = -1
) -> list[Next]:
    """Return the departures of every pattern from `at` on, at most so many of each, by time."""
    found: list[Next] = []
    first, end = int(view.stop_first_pattern[stop]), int(view.stop_first_pattern[stop + 1])
    for entry in range(first, end):
        pattern, position = int(view.stop_pattern[entry]), int(view.stop_pattern_position[entry])
        if mode_mask >> int(view.pattern_mode[pattern]) & 1 and _boards(view, pattern, position):
            found += _of_pattern(view, pattern, position, at, most)
    return sorted(found, key=lambda each: (each.departs, each.pattern, each.trip))


def _boards(view: View, pattern: int, position: int) -> bool:
    first, end = int(view.pattern_first[pattern]), int(view.pattern_first[pattern + 1])
    return bool(view.position_flags[first + position] & MAY_BOARD) and first + position < end - 1


def _of_pattern(view: View, pattern: int, position: int, at: int, most: int) -> list[Next]:
    trips = int(view.pattern_first_trip[pattern + 1]) - int(view.pattern_first_trip[pattern])
    start = int(view.pattern_first_event[pattern]) + position * trips
    departures = view.departures[start : start + trips]
    low = int(np.searchsorted(departures, at))
    return [
        Next(pattern, position, trip, int(departures[trip]))
        for trip in range(low, min(low + most, trips))
    ]
