"""Views cut the slow way: every trip of every day looked at one by one, with Python's own calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from contexts.transport.domain.timetable.feed import CompiledFeed
from contexts.transport.domain.timetable.view import View

EPOCH = dt.date(1970, 1, 1)
Run = tuple[int, int, int, int, tuple[tuple[int, int], ...]]
"""Feed, pattern, trip, day and the times at each stop, in seconds since the start."""


def runs_of_feeds(feeds: list[CompiledFeed], *, start: int, end: int) -> set[Run]:
    """Return the runs that meet [start, end)."""
    return {(number, *run) for number, feed in enumerate(feeds) for run in _runs(feed, start, end)}


def _runs(feed: CompiledFeed, start: int, end: int) -> Iterator[Any]:
    for column in range(feed.days):
        day = feed.first_date + column
        noon = dt.datetime.combine(
            EPOCH + dt.timedelta(days=day), dt.time(12), tzinfo=ZoneInfo(feed.zone)
        )
        zero = noon.astimezone(dt.UTC) - dt.timedelta(hours=12)
        for pattern, trip, times in _trips(feed):
            if not feed.runs_on(trip, day):
                continue
            moved = tuple(
                (int(zero.timestamp()) + a - start, int(zero.timestamp()) + d - start)
                for a, d in times
            )
            if moved[0][0] < end - start and moved[-1][1] >= 0:
                yield pattern, trip, day, moved


def _trips(feed: CompiledFeed) -> Iterator[tuple[int, int, list[tuple[int, int]]]]:
    for pattern in range(feed.patterns):
        for trip in range(feed.pattern_first_trip[pattern], feed.pattern_first_trip[pattern + 1]):
            arrivals, departures = feed.times_of(trip)
            yield pattern, trip, list(zip(arrivals.tolist(), departures.tolist(), strict=True))


def runs_of_view(view: View) -> list[list[Run]]:
    """Return the runs of each pattern of a view, in its order."""
    return [_runs_of_pattern(view, pattern) for pattern in range(view.patterns)]


def _runs_of_pattern(view: View, pattern: int) -> list[Run]:
    stops = int(view.pattern_first[pattern + 1] - view.pattern_first[pattern])
    first, last = (int(view.pattern_first_trip[pattern + each]) for each in (0, 1))
    block = int(view.pattern_first_event[pattern])
    return [
        (
            int(view.pattern_feed[pattern]),
            int(view.pattern_in_feed[pattern]),
            int(view.trip_in_feed[trip]),
            int(view.trip_day[trip]),
            tuple(
                (
                    int(view.arrivals[block + (trip - first) * stops + stop]),
                    int(view.departures[block + stop * (last - first) + trip - first]),
                )
                for stop in range(stops)
            ),
        )
        for trip in range(first, last)
    ]
