"""Every arrival and departure of a view, one after another in time."""

from __future__ import annotations

from typing import Final

import numpy as np

from contexts.transport.domain.timetable.view import Int32, View

TIME: Final = 0
TRIP: Final = 1
PLACE: Final = 2
"""Position, counted through the whole view."""
LEAVES: Final = 3
"""1 for a departure, 0 for an arrival."""


def events_of(view: View) -> Int32:
    """Return (time, trip, place, leaves) of each event: in order of time, then trip by trip as it runs."""
    empty = np.zeros((0, 4), dtype=np.int32)
    rows = np.concatenate([empty, *(_of_pattern(view, number) for number in range(view.patterns))])
    order = np.lexsort((rows[:, LEAVES], rows[:, PLACE], rows[:, TRIP], rows[:, TIME]))
    return np.ascontiguousarray(rows[order])


def times_of(view: View, pattern: int) -> tuple[Int32, Int32]:
    """Return the arrivals and departures of a pattern, [trips, stops] each."""
    trips = int(view.pattern_first_trip[pattern + 1] - view.pattern_first_trip[pattern])
    stops = int(view.pattern_first[pattern + 1] - view.pattern_first[pattern])
    first = int(view.pattern_first_event[pattern])
    block = slice(first, first + trips * stops)
    return (
        view.arrivals[block].reshape(trips, stops),
        view.departures[block].reshape(stops, trips).T,
    )


def _of_pattern(view: View, pattern: int) -> Int32:
    both = times_of(view, pattern)
    trips, stops = both[0].shape
    trip = np.repeat(np.arange(trips) + view.pattern_first_trip[pattern], stops)
    place = np.tile(np.arange(stops) + view.pattern_first[pattern], trips)
    columns = [
        np.stack([times.ravel(), trip, place, np.full(trips * stops, leaves)], axis=1)
        for leaves, times in enumerate(both)
    ]
    return np.concatenate(columns).astype(np.int32)
