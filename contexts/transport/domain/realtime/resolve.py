"""Trip updates laid over a compiled feed: which trips of which days run at which other times.

How delays spread is the specification's: a delay holds from the stop it is told for until the next stop that says
something else; nothing is said of the stops before the first. Source: GTFS Realtime, "Trip updates".
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from ..timetable.feed import CompiledFeed
from ..timetable.view import Int32, Int64, Uint8
from .changes import Change, LiveChanges
from .messages import Message, Moment, StopState, StopTime, TripState, TripUpdate

_EPOCH: Final = dt.date(1970, 1, 1)
_HALF_DAY: Final = 12 * 3600
_LATEST_S: Final = 2**30
"""Times of a service day that are beyond reason are no times."""


class FeedIndex:
    """Finds trips and stops of a compiled feed by the ids that it was published with."""

    def __init__(self, feed: CompiledFeed) -> None:
        self.feed = feed
        self._zone = ZoneInfo(feed.zone)
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

    def stop(self, stop_id: str) -> int | None:
        """Return the stop of an id."""
        return self._stop_of.get(stop_id)

    def midnight(self, day: int) -> int:
        """Return the POSIX seconds that times of a service day count from: its noon, less twelve hours."""
        date = _EPOCH + dt.timedelta(days=day)
        noon = dt.datetime.combine(date, dt.time(12), tzinfo=self._zone)
        return int(noon.timestamp()) - _HALF_DAY

    def runs(self, trip: int, day: int) -> bool:
        """Whether a trip runs on a service date."""
        column = day - self.feed.first_date
        inside = 0 <= column < self.feed.days
        return inside and bool(self.feed.service_days[self.feed.trip_service[trip], column])

    def schedule(self, trip: int) -> Schedule:
        """Return the stops and times of a trip."""
        feed = self.feed
        pattern = int(np.searchsorted(feed.pattern_first_trip, trip, side="right")) - 1
        first, last = int(feed.pattern_first[pattern]), int(feed.pattern_first[pattern + 1])
        length = last - first
        event = int(feed.pattern_first_event[pattern]) + length * (
            trip - int(feed.pattern_first_trip[pattern])
        )
        sequence = feed.position_sequence
        return Schedule(
            stops=feed.position_stop[first:last],
            sequences=np.arange(1, length + 1, dtype=np.int32)
            if sequence is None
            else sequence[first:last],
            arrivals=feed.arrivals[event : event + length],
            departures=feed.departures[event : event + length],
        )


@dataclass(frozen=True, slots=True)
class Schedule:
    """One trip as its timetable has it; seconds of the service day."""

    stops: Int32
    sequences: Int32
    arrivals: Int32
    departures: Int32


def resolve(
    index: FeedIndex, message: Message, *, at: int
) -> tuple[LiveChanges, Mapping[str, int]]:
    """Return what a message changes in a feed, and how many of its updates could not be used, by reason."""
    resolver = _Resolver(index, at=at)
    for update in message.updates:
        resolver.take(update)
    return LiveChanges.of(message.at or at, resolver.cancelled, resolver.retimed), dict(
        resolver.unused
    )


class _Resolver:
    """Gathers the changes of one message."""

    def __init__(self, index: FeedIndex, *, at: int) -> None:
        self._index = index
        self._at = at
        self.cancelled: set[tuple[int, int]] = set()
        self.retimed: list[Change] = []
        self.unused: Counter[str] = Counter()

    def take(self, update: TripUpdate) -> None:
        """Take one update in."""
        if update.state in {TripState.ADDED, TripState.COPIED}:
            self.unused["added_trip"] += 1
            return
        candidates = self._index.trips(update.trip_id)
        if not candidates:
            self.unused["unknown_trip"] += 1
            return
        found = self._find(candidates, update)
        if found is None:
            self.unused["not_running"] += 1
            return
        trip, day = found
        if update.state is TripState.CANCELLED:
            self.cancelled.add(found)
            return
        change = self._retime(trip, day, update)
        if change is not None:
            self.retimed.append(change)

    def _find(self, candidates: list[int], update: TripUpdate) -> tuple[int, int] | None:
        """Return the trip and service date that an update means: without a date, whichever runs nearest to now."""
        if update.start_time_s is not None and len(candidates) > 1:
            candidates = [self._nearest_start(candidates, update.start_time_s)]
        runs = [
            (trip, day)
            for trip in candidates
            for day in self._days(update)
            if self._index.runs(trip, day)
        ]
        return min(runs, key=self._distance, default=None)

    def _days(self, update: TripUpdate) -> list[int]:
        if update.start_date is not None:
            return [(update.start_date - _EPOCH).days]
        today = self._at // 86_400
        return [today + shift for shift in (-3, -2, -1, 0, 1)]

    def _nearest_start(self, candidates: list[int], start_s: int) -> int:
        return min(
            candidates,
            key=lambda trip: abs(int(self._index.schedule(trip).departures[0]) - start_s),
        )

    def _distance(self, run: tuple[int, int]) -> tuple[int, int]:
        """Return how far now is from the time that a trip is under way."""
        trip, day = run
        schedule = self._index.schedule(trip)
        midnight = self._index.midnight(day)
        starts = midnight + int(schedule.departures[0])
        ends = midnight + int(schedule.arrivals[-1])
        return max(starts - self._at, self._at - ends, 0), starts

    def _retime(self, trip: int, day: int, update: TripUpdate) -> Change | None:
        schedule = self._index.schedule(trip)
        calls = self._calls(schedule, update)
        if not calls and update.delay_s is None:
            self.unused["nothing_said"] += 1
            return None
        late = _Lateness(schedule, self._index.midnight(day))
        late.spread(calls, update.delay_s)
        if late.arrivals[0] < -_LATEST_S or late.departures[-1] > _LATEST_S:
            self.unused["absurd_time"] += 1
            return None
        return Change(trip, day, late.arrivals, late.departures, late.skipped)

    def _calls(self, schedule: Schedule, update: TripUpdate) -> dict[int, StopTime]:
        """Return what is said of each position of a trip."""
        by_sequence = {int(number): place for place, number in enumerate(schedule.sequences)}
        by_stop: defaultdict[int, list[int]] = defaultdict(list)
        for place, stop in enumerate(schedule.stops):
            by_stop[int(stop)].append(place)
        calls: dict[int, StopTime] = {}
        after = -1
        for call in update.stop_times:
            found = self._place(call, by_sequence, by_stop, after)
            if found is None:
                self.unused["unknown_stop"] += 1
                continue
            calls[found] = call
            after = found
        return calls

    def _place(
        self,
        call: StopTime,
        by_sequence: Mapping[int, int],
        by_stop: Mapping[int, list[int]],
        after: int,
    ) -> int | None:
        if call.sequence is not None and call.sequence in by_sequence:
            return by_sequence[call.sequence]
        stop = self._index.stop(call.stop_id)
        places = by_stop.get(stop, []) if stop is not None else []
        # A loop calls twice at a stop: the next call that has not been told of.
        return next((place for place in places if place > after), None)


class _Lateness:
    """Times of one trip, as they become."""

    def __init__(self, schedule: Schedule, midnight: int) -> None:
        self._schedule = schedule
        self._midnight = midnight
        self.arrivals: Int64 = schedule.arrivals.astype(np.int64)
        self.departures: Int64 = schedule.departures.astype(np.int64)
        self.skipped: Uint8 = np.zeros(len(schedule.stops), dtype=np.uint8)

    def spread(self, calls: Mapping[int, StopTime], delay_s: int | None) -> None:
        """Set the times of every position: a delay holds until the next that is told."""
        late = delay_s or 0
        for place in range(len(self.arrivals)):
            call = calls.get(place)
            arrives, departs = late, late
            if call is not None:
                arrives, departs = self._told(call, place, late)
                late = departs
            self.arrivals[place] += arrives
            self.departures[place] += departs
        if calls:
            self._run_ahead(min(calls))
        self._run_forward()

    def _told(self, call: StopTime, place: int, late: int) -> tuple[int, int]:
        """Return the delays of arrival and departure at a stop of which something is said."""
        if call.state is StopState.SKIPPED:
            self.skipped[place] = 1
            return late, late
        if call.state is StopState.UNKNOWN:
            return 0, 0
        arrives = self._delay(call.arrival, int(self._schedule.arrivals[place]))
        departs = self._delay(call.departure, int(self._schedule.departures[place]))
        if arrives is None:
            arrives = late if departs is None else departs
        return arrives, arrives if departs is None else departs

    def _delay(self, moment: Moment | None, scheduled: int) -> int | None:
        """Return the delay that a moment tells; the instant counts before the difference."""
        if moment is None:
            return None
        if moment.time is not None:
            return moment.time - self._midnight - scheduled
        return moment.delay_s

    def _run_ahead(self, told: int) -> None:
        """A vehicle that is early was so before the first stop that is told of."""
        np.minimum(self.arrivals[:told], self.arrivals[told], out=self.arrivals[:told])
        np.minimum(self.departures[:told], self.arrivals[told], out=self.departures[:told])

    def _run_forward(self) -> None:
        """Let no vehicle travel back in time, whatever the updates say."""
        both = np.empty(2 * len(self.arrivals), dtype=np.int64)
        both[0::2], both[1::2] = self.arrivals, self.departures
        np.maximum.accumulate(both, out=both)
        self.arrivals, self.departures = both[0::2].copy(), both[1::2].copy()
