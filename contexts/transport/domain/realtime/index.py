"""Trips and stops of a compiled feed, found by what sources of live updates name them by."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from ..timetable.feed import CompiledFeed
from ..timetable.service_days import midnight
from ..timetable.view import Int32, Int64

EPOCH: Final = dt.date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A trip as its timetable has it; seconds of the service day."""

    stops: Int32
    sequences: Int32
    arrivals: Int32 | Int64
    departures: Int32 | Int64


class FeedIndex:
    """Finds trips and stops of a compiled feed by the ids that it was published with."""

    def __init__(self, feed: CompiledFeed) -> None:
        self.feed = feed
        self._text_of = {feed.trip_ids[index]: index for index in range(len(feed.trip_ids))}
        self._stop_of = {feed.stop_ids[index]: index for index in range(len(feed.stop_ids))}
        self._by_text: Int64 = np.argsort(feed.trip_text, kind="stable")
        self._sorted_texts: Int32 = feed.trip_text[self._by_text]

    def trips(self, trip_id: str) -> list[int]:
        """Return the trips of an id: several where it runs by headway, none where it is unknown."""
        text = self._text_of.get(trip_id)
        if text is None:
            return []
        low, high = np.searchsorted(self._sorted_texts, [text, text + 1])
        return [int(trip) for trip in self._by_text[low:high]]

    def trips_of_route(self, route_id: str, start_s: int) -> Sequence[int]:
        """Return the trips of a line that leave their first stop at a second of the day."""
        route = self.route(route_id)
        return () if route is None else self._starts.get((route, start_s), ())

    def route(self, route_id: str) -> int | None:
        """Return the line of an id."""
        return self._routes.get(route_id)

    def stop(self, stop_id: str) -> int | None:
        """Return the stop of an id."""
        return self._stop_of.get(stop_id)

    def midnight(self, day: int) -> int:
        """Return the POSIX seconds that times of a service day count from."""
        return midnight(self.feed.zone, day)

    def day_at(self, instant: int) -> int:
        """Return the date, in the feed's zone, of an instant."""
        there = dt.datetime.fromtimestamp(instant, tz=ZoneInfo(self.feed.zone))
        return (there.date() - EPOCH).days

    def has_day(self, day: int) -> bool:
        """Whether a date is one of the timetable's."""
        return 0 <= day - self.feed.first_date < self.feed.days

    def schedule(self, trip: int) -> Schedule:
        """Return the stops and times of a trip."""
        feed, pattern = self.feed, self.feed.pattern_of(trip)
        first, last = int(feed.pattern_first[pattern]), int(feed.pattern_first[pattern + 1])
        arrivals, departures = feed.times_of(trip)
        sequence = feed.position_sequence
        return Schedule(
            stops=feed.position_stop[first:last],
            sequences=np.arange(1, len(arrivals) + 1, dtype=np.int32)
            if sequence is None
            else sequence[first:last],
            arrivals=arrivals,
            departures=departures,
        )

    @cached_property
    def _routes(self) -> Mapping[str, int]:
        ids = self.feed.route_ids
        return {ids[route]: route for route in range(len(ids))}

    @cached_property
    def _starts(self) -> Mapping[tuple[int, int], Sequence[int]]:
        """The trips of each line by the second of the day at which they start."""
        feed = self.feed
        counts = np.diff(feed.pattern_first_trip)
        starts = feed.trip_start + feed.timing_departures[feed.trip_timing]
        routes = np.repeat(feed.pattern_route, counts)
        found: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        for trip, key in enumerate(zip(routes.tolist(), starts.tolist(), strict=True)):
            found[key].append(trip)
        return found
