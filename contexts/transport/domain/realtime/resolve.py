"""Trip updates laid over a compiled feed: which trips of which days run at which other times, which not, and which besides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from . import adding
from .added import AddedTrip
from .adding import Addition, Unusable, calls_of, date_of
from .changes import Change, LiveChanges
from .decode import MOST_DELAY_S
from .index import EPOCH, FeedIndex, Schedule
from .lateness import Lateness
from .messages import Message, StopTime, TripState, TripUpdate

MOST_ADDED: Final = 5_000
_NEW: Final = frozenset({TripState.ADDED, TripState.COPIED})


def resolve(
    index: FeedIndex, message: Message, *, at: int
) -> tuple[LiveChanges, Mapping[str, int]]:
    """Return what a message changes in a feed, and how many of its updates could not be used, by reason."""
    resolver = _Resolver(index, at=at)
    copies = {
        name
        for update in message.updates
        if update.state is TripState.COPIED
        for name in (update.trip_id, update.copy_id)
    }
    for update in message.updates:
        # What is told as a copy is told once more for those who don't read copies.
        if not (update.state is TripState.ADDED and update.trip_id in copies):
            resolver.apply(update)
    return resolver.changes(message.at or at), dict(resolver.unused)


class _Resolver:
    """Gathers the changes of one message."""

    def __init__(self, index: FeedIndex, *, at: int) -> None:
        self._index = index
        self._at = at
        self._cancelled: set[tuple[int, int]] = set()
        self._retimed: dict[tuple[int, int], Change] = {}
        self._added: dict[int, AddedTrip] = {}
        self.unused: Counter[str] = Counter()

    def changes(self, at: int) -> LiveChanges:
        return LiveChanges.of(
            at, self._cancelled, list(self._retimed.values()), list(self._added.values())
        )

    def apply(self, update: TripUpdate) -> None:
        try:
            if update.state in _NEW:
                self._add(self._addition(update))
            else:
                self._apply(update)
        except Unusable as reason:
            self.unused[str(reason)] += 1

    def _apply(self, update: TripUpdate) -> None:
        trip, day = found = self._found(update)
        if update.state is TripState.CANCELLED:
            self._cancelled.add(found)
        elif update.state is TripState.REPLACED:
            self._replace(trip, day, update)
        else:
            self._retime(trip, day, update)

    def _add(self, addition: Addition) -> None:
        known = self._added.get(addition.trip.number)
        if known is not None:
            # Two that share a number by chance are as rare as two that are one.
            raise Unusable("added_twice")
        if len(self._added) >= MOST_ADDED:
            raise Unusable("added_too_many")
        self._added[addition.trip.number] = addition.trip
        self._retimed[addition.trip.number, addition.trip.day] = addition.change

    def _addition(self, update: TripUpdate) -> Addition:
        like = self._index.trips(update.trip_id)
        if update.state is TripState.COPIED and not like:
            raise Unusable("copied_of_unknown_trip")
        if like and (update.state is TripState.COPIED or not _tells_all(update)):
            return self._copied(update, like)
        route = self._index.route(update.route_id)
        if route is None:
            raise Unusable("added_without_route")
        return adding.new(self._index, update, route=route, day=date_of(update))

    def _copied(self, update: TripUpdate, like: Sequence[int]) -> Addition:
        """Return a copy; without properties of its own (as it was told before there were any) at the start that names it."""
        date = update.copy_date or update.start_date
        start_s = update.start_time_s if update.copy_time_s is None else update.copy_time_s
        if date is None or start_s is None:
            raise Unusable("copied_without_start")
        return adding.copied(self._index, update, like[0], (date - EPOCH).days, start_s)

    def _found(self, update: TripUpdate) -> tuple[int, int]:
        """Return the trip and service date that an update means: without a date, whichever runs nearest to now.

        Raises:
            Unusable: none, or nobody can say which.
        """
        candidates = self._candidates(update)
        if update.trip_id and update.start_time_s is not None and len(candidates) > 1:
            candidates = [self._nearest_start(candidates, update.start_time_s)]
        runs = [
            (trip, day)
            for trip in candidates
            for day in self._days(update)
            if self._index.feed.runs_on(trip, day)
        ]
        if not runs:
            raise Unusable("not_running")
        if not update.trip_id and len({trip for trip, _ in runs}) > 1:
            runs = self._distinguished(runs, update)
        return min(runs, key=self._distance)

    def _candidates(self, update: TripUpdate) -> Sequence[int]:
        if update.trip_id:
            found: Sequence[int] = self._index.trips(update.trip_id)
        elif update.route_id and update.start_time_s is not None:
            found = self._index.trips_of_route(update.route_id, update.start_time_s)
        else:
            found = ()
        if not found:
            raise Unusable("unknown_trip")
        return found

    def _distinguished(
        self, runs: Sequence[tuple[int, int]], update: TripUpdate
    ) -> list[tuple[int, int]]:
        """Return those of several trips of a line that call where the update says; directions aren't known, but show there."""
        schedules = {trip: self._index.schedule(trip) for trip, _ in runs}
        fitting = [
            trip
            for trip, schedule in schedules.items()
            if not calls_of(self._index, schedule, update.stop_times)[1]
        ]
        if len(fitting) != 1:
            raise Unusable("ambiguous_trip")
        return [run for run in runs if run[0] == fitting[0]]

    def _days(self, update: TripUpdate) -> list[int]:
        day = date_of(update)
        if day is not None:
            return [day]
        today = self._at // 86_400
        return [today + shift for shift in (-3, -2, -1, 0, 1)]

    def _nearest_start(self, candidates: Sequence[int], start_s: int) -> int:
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

    def _replace(self, trip: int, day: int, update: TripUpdate) -> None:
        """Have a trip run by other calls: the same trip at other times where the stops are the same, else another one."""
        schedule = self._index.schedule(trip)
        stops = [self._index.stop(call.stop_id) for call in update.stop_times]
        if stops == schedule.stops.tolist():
            calls = dict(enumerate(update.stop_times))
            self._keep(self._change(schedule, (trip, day), update, calls))
            return
        feed = self._index.feed
        route = int(feed.pattern_route[feed.pattern_of(trip)])
        addition = adding.new(self._index, update, route=route, day=day)
        self._add(addition)
        self._cancelled.add((trip, day))

    def _retime(self, trip: int, day: int, update: TripUpdate) -> None:
        schedule = self._index.schedule(trip)
        calls, unknown = calls_of(self._index, schedule, update.stop_times)
        if unknown:
            self.unused["unknown_stop"] += unknown
        if not calls and update.delay_s is None:
            raise Unusable("nothing_said")
        self._keep(self._change(schedule, (trip, day), update, calls))

    def _change(
        self,
        schedule: Schedule,
        run: tuple[int, int],
        update: TripUpdate,
        calls: Mapping[int, StopTime],
    ) -> Change:
        late = Lateness(schedule, self._index.midnight(run[1]))
        late.spread(calls, update.delay_s)
        apart = late.departures - schedule.departures
        if max(-apart.min(), apart.max(), late.arrivals[-1] - schedule.arrivals[-1]) > MOST_DELAY_S:
            raise Unusable("absurd_time")
        stops = self._assigned(schedule, calls)
        return Change(*run, late.arrivals, late.departures, late.skipped, stops)

    def _assigned(self, schedule: Schedule, calls: Mapping[int, StopTime]) -> dict[int, int]:
        """Return the platforms that aren't the timetable's."""
        stops: dict[int, int] = {}
        for place, call in calls.items():
            if not call.assigned_stop_id:
                continue
            stop = self._index.stop(call.assigned_stop_id)
            if stop is None:
                self.unused["assigned_unknown_stop"] += 1
            elif stop != schedule.stops[place]:
                stops[place] = stop
        return stops

    def _keep(self, change: Change) -> None:
        key = (change.trip, change.day)
        if key in self._retimed:
            # The last word counts.
            self.unused["told_twice"] += 1
        self._retimed[key] = change


def _tells_all(update: TripUpdate) -> bool:
    """Tell whether an added trip tells stops and times of its own, and isn't a copy of the trip whose id it has."""
    calls = update.stop_times
    return (
        bool(update.route_id)
        and len(calls) > 1
        and all(call.stop_id and (call.arrival or call.departure) for call in (calls[0], calls[-1]))
        and update.start_time_s is None
    )
