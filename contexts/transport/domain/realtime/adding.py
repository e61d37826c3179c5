"""Updates of trips that no timetable has, made into such trips.

- A new trip tells its line, and all its stops with their times. Where the times that were planned are told too, they are what
  it is late against.
- A copy runs like a trip of the timetable at another time or on another day, and may be late against that.
- A replacement runs instead of a trip of the timetable, by calls that are told like those of a new one.

Source: GTFS Realtime, "TripDescriptor", "TripProperties".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from ..timetable.feed import NONE
from ..timetable.view import BY_HEADWAY, MAY_ALIGHT, MAY_BOARD, Float64
from .added import AddedTrip, metres_along, number_of
from .changes import Change
from .index import EPOCH, FeedIndex, Schedule
from .lateness import Lateness
from .messages import Moment, StopState, StopTime, TripUpdate

EARLIEST_S: Final = -86_400
LATEST_S: Final = 8 * 86_400
_LEAST_STOPS: Final = 2


class Unusable(Exception):
    """An update that can't be made into a trip; its text is the reason under which it is counted."""


@dataclass(frozen=True, slots=True)
class Addition:
    """A trip that was added, and how it runs."""

    trip: AddedTrip
    change: Change


def copied(index: FeedIndex, update: TripUpdate, trip: int, day: int, start_s: int) -> Addition:
    """Return the copy of a trip that starts at a second of a day.

    Raises:
        Unusable: the day or the time is none.
    """
    feed, pattern, like = index.feed, index.feed.pattern_of(trip), index.schedule(trip)
    shift = start_s - int(like.departures[0])
    planned = Schedule(
        like.stops,
        like.sequences,
        like.arrivals.astype(np.int64) + shift,
        like.departures.astype(np.int64) + shift,
    )
    text = int(feed.trip_text[trip])
    places = slice(int(feed.pattern_first[pattern]), int(feed.pattern_first[pattern + 1]))
    name = update.copy_id or update.trip_id
    added = AddedTrip(
        number=number_of(feed, name, day, start_s),
        trip_id=name,
        day=day,
        route=int(feed.pattern_route[pattern]),
        name=update.name or feed.trip_names[text],
        headsign=update.headsign or feed.trip_headsigns[text],
        flags=int(feed.pattern_flags[pattern]) & ~BY_HEADWAY,
        shape=int(feed.pattern_shape[pattern]),
        stops=tuple(like.stops.tolist()),
        stop_flags=tuple(feed.position_flags[places].tolist()),
        metres=tuple(feed.position_metres[places].tolist()),
        arrivals=tuple(planned.arrivals.tolist()),
        departures=tuple(planned.departures.tolist()),
    )
    return _addition(index, added, planned, update, calls_of(index, planned, update.stop_times)[0])


def new(index: FeedIndex, update: TripUpdate, *, route: int, day: int | None) -> Addition:
    """Return a trip that runs by the calls that are told, on a day or on that of its first departure.

    Raises:
        Unusable: they are no whole trip.
    """
    feed = index.feed
    stops = [index.stop(_place_of(call)) for call in update.stop_times]
    if len(stops) < _LEAST_STOPS:
        raise Unusable("added_without_stops")
    if None in stops:
        raise Unusable("added_at_unknown_stop")
    known = tuple(stop for stop in stops if stop is not None)
    instants = _instants(update.stop_times)
    day = index.day_at(int(instants[0])) if day is None else day
    seconds = (instants - index.midnight(day)).astype(np.int64)
    np.maximum.accumulate(seconds, out=seconds)
    planned = Schedule(
        np.array(known, dtype=np.int32),
        np.array([call.sequence or 0 for call in update.stop_times], dtype=np.int32),
        seconds[0::2],
        seconds[1::2],
    )
    usual = int(np.argmax(feed.pattern_route == route)) if route in feed.pattern_route else NONE
    name = update.trip_id or f"{feed.route_ids[route]} {update.start_time_s}"
    added = AddedTrip(
        number=number_of(feed, name, feed.route_ids[route], day),
        trip_id=update.trip_id,
        day=day,
        route=route,
        name=update.name,
        headsign=update.headsign or feed.stop_names[known[-1]],
        flags=0 if usual == NONE else int(feed.pattern_flags[usual]) & ~BY_HEADWAY,
        shape=NONE,
        stops=known,
        stop_flags=tuple(_flags(call) for call in update.stop_times),
        metres=metres_along(feed, known),
        arrivals=tuple(planned.arrivals.tolist()),
        departures=tuple(planned.departures.tolist()),
    )
    return _addition(index, added, planned, update, dict(enumerate(update.stop_times)))


def calls_of(
    index: FeedIndex, schedule: Schedule, updates: Sequence[StopTime]
) -> tuple[dict[int, StopTime], int]:
    """Return what is said of each position of a trip, and how many calls are none of its."""
    by_sequence = {int(number): place for place, number in enumerate(schedule.sequences)}
    by_stop: dict[int, list[int]] = {}
    for place, stop in enumerate(schedule.stops.tolist()):
        by_stop.setdefault(stop, []).append(place)
    calls: dict[int, StopTime] = {}
    after = -1
    unknown = 0
    for call in updates:
        found = None if call.sequence is None else by_sequence.get(call.sequence)
        if found is None:
            stop = index.stop(call.stop_id)
            places = by_stop.get(stop, []) if stop is not None else []
            # A loop calls twice at a stop: the next call that has not been told of.
            found = next((place for place in places if place > after), None)
        if found is None:
            unknown += 1
            continue
        calls[found] = call
        after = found
    return calls, unknown


def date_of(update: TripUpdate) -> int | None:
    """Return the service date that an update names."""
    return None if update.start_date is None else (update.start_date - EPOCH).days


def _addition(
    index: FeedIndex,
    added: AddedTrip,
    planned: Schedule,
    update: TripUpdate,
    calls: dict[int, StopTime],
) -> Addition:
    if not index.has_day(added.day):
        raise Unusable("added_outside_timetable")
    late = Lateness(planned, index.midnight(added.day))
    late.spread(calls, update.delay_s)
    for times in (planned.arrivals, planned.departures, late.arrivals, late.departures):
        if times.min() < EARLIEST_S or times.max() > LATEST_S:
            raise Unusable("absurd_time")
    change = Change(added.number, added.day, late.arrivals, late.departures, late.skipped)
    return Addition(added, change)


def _place_of(call: StopTime) -> str:
    return call.assigned_stop_id or call.stop_id


def _instants(calls: Sequence[StopTime]) -> Float64:
    """Return arrival and departure of each call as they were planned, else as they are expected; what is not told lies between."""
    instants = [
        instant
        for call in calls
        for instant in _pair(
            call.planned_arrival or _time(call.arrival),
            call.planned_departure or _time(call.departure),
        )
    ]
    known = [place for place, instant in enumerate(instants) if instant]
    if not known or known[0] != 0 or known[-1] != len(instants) - 1:
        raise Unusable("added_without_times")
    between: Float64 = np.interp(range(len(instants)), known, [instants[place] for place in known])
    return np.floor(between)


def _pair(arrival: int, departure: int) -> tuple[int, int]:
    return arrival or departure, departure or arrival


def _time(moment: Moment | None) -> int:
    return 0 if moment is None else moment.time or 0


def _flags(call: StopTime) -> int:
    if call.state is StopState.SKIPPED:
        return 0
    board = 0 if call.may_board is False else MAY_BOARD
    return board | (0 if call.may_alight is False else MAY_ALIGHT)
