"""The engine's findings, as ways: from numbers of a view to numbers of the feeds it was cut from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from ..engine.journeys import Journey, Link
from ..engine.journeys import Ride as EngineRide
from ..modes import Mode
from ..places import metres_between
from ..timetable.feed import CompiledFeed
from ..timetable.view import Int32, View
from .approaches import Approach, street_metres, walk_seconds
from .route_ids import MoveRef, RideRef
from .ways import Leg, Move, Ride

EPOCH: Final = dt.date(1970, 1, 1)
_HALF_DAY: Final = 43_200


class Buffers(Protocol):
    """The time that airports take beside the way to and from them."""

    @property
    def stop_check_in_s(self) -> Int32:
        """Seconds from the street to the first ride."""

    @property
    def stop_exit_s(self) -> Int32:
        """Seconds from the last ride to the street."""


@dataclass(frozen=True, slots=True)
class Doors:
    """How the first stops are reached, and the destination from the last ones: rows as the engine was asked with them."""

    access: Sequence[Approach]
    egress: Sequence[Approach]
    buffers: Buffers


class NoSuchTrip(LookupError):
    """A feed has no such trip, or the trip no such stops, or it doesn't run on the date."""


def legs_of(
    journey: Journey,
    view: View,
    feeds: Sequence[CompiledFeed],
    doors: Doors,
    known: dict[EngineRide, Ride],
) -> tuple[Leg, ...]:
    """Return the legs of a journey, in POSIX seconds; `known` keeps rides that several journeys share."""
    legs: list[Leg] = []
    first, last = doors.access[journey.access], doors.egress[journey.egress]
    departs = journey.departs + view.base
    if first.metres:
        legs.append(Move(first.mode, departs, departs + first.seconds, first.metres))
    at = departs + first.total_s
    for leg in journey.legs:
        if isinstance(leg, Link):
            legs += _link(leg, view, doors.buffers, at)
            continue
        ride = known.get(leg)
        if ride is None:
            ride = known[leg] = _ride(leg, view, feeds)
        legs.append(ride)
        at = ride.arrives
    if last.metres:
        start = at + last.waits_s
        legs.append(Move(last.mode, start, start + last.seconds, last.metres))
    return tuple(legs)


def _link(link: Link, view: View, buffers: Buffers, at: int) -> list[Move]:
    here, there = link.from_stop, link.to_stop
    crow = metres_between(
        (float(view.stop_latitude[here]), float(view.stop_longitude[here])),
        (float(view.stop_latitude[there]), float(view.stop_longitude[there])),
    )
    mode, metres = Mode(int(view.link_mode[link.link])), street_metres(crow)
    leaves, checks_in = int(buffers.stop_exit_s[here]), int(buffers.stop_check_in_s[there])
    if not (leaves or checks_in):
        return [Move(mode, at, at + link.seconds, metres)]
    moving = link.seconds - leaves - checks_in
    if moving <= 0 or mode == Mode.WALK:
        moving = min(link.seconds, walk_seconds(metres))
    # What the way itself doesn't take is spent in the airport: after landing, else before taking off.
    start = at + (link.seconds - moving if leaves and not checks_in else leaves)
    return [Move(mode, start, min(start + moving, at + link.seconds), metres)]


def _ride(ride: EngineRide, view: View, feeds: Sequence[CompiledFeed]) -> Ride:
    number = int(view.pattern_feed[ride.pattern])
    feed, pattern = feeds[number], int(view.pattern_in_feed[ride.pattern])
    trip = int(view.pattern_first_trip[ride.pattern]) + ride.trip
    return _made(
        number,
        feed,
        pattern,
        RideRef(
            number, int(view.trip_in_feed[trip]), int(view.trip_day[trip]), ride.board, ride.alight
        ),
        (ride.departs + view.base, ride.arrives + view.base),
    )


def _made(
    number: int, feed: CompiledFeed, pattern: int, ref: RideRef, times: tuple[int, int]
) -> Ride:
    first, line = int(feed.pattern_first[pattern]), int(feed.pattern_route[pattern])
    metres = feed.position_metres
    return Ride(
        feed=number,
        pattern=pattern,
        trip=ref.trip,
        day=ref.day,
        board=ref.board,
        alight=ref.alight,
        mode=Mode(int(feed.route_mode[line])),
        departs=times[0],
        arrives=times[1],
        metres=max(0, int(metres[first + ref.alight]) - int(metres[first + ref.board])),
        origin=int(feed.position_stop[first + ref.board]),
        destination=int(feed.position_stop[first + ref.alight]),
        line=line,
    )


@lru_cache(maxsize=4096)
def day_start(day: int, zone: str) -> int:
    """Return where a service date's times count from, POSIX: noon less twelve hours, as GTFS has it."""
    noon = dt.datetime.combine(EPOCH + dt.timedelta(days=day), dt.time(12), tzinfo=ZoneInfo(zone))
    return int(noon.timestamp()) - _HALF_DAY


def ride_at(number: int, feed: CompiledFeed, ref: RideRef) -> Ride:
    """Return a ride by its numbers, at its scheduled times.

    Raises:
        NoSuchTrip: the feed doesn't have it.
    """
    if not 0 <= ref.trip < feed.trips:
        raise NoSuchTrip
    arrivals, departures = feed.times_of(ref.trip)
    runs = feed.runs_on(ref.trip, ref.day)
    if not (runs and 0 <= ref.board < ref.alight < len(arrivals)):
        raise NoSuchTrip
    start = day_start(ref.day, feed.zone)
    times = start + int(departures[ref.board]), start + int(arrivals[ref.alight])
    return _made(number, feed, feed.pattern_of(ref.trip), ref, times)


def calls_at(feed: CompiledFeed, ride: Ride) -> list[tuple[int, int, int]]:
    """Return the stops of a ride from first to last, each with scheduled arrival and departure, POSIX."""
    first = int(feed.pattern_first[ride.pattern])
    arrivals, departures = feed.times_of(ride.trip)
    start = day_start(ride.day, feed.zone)
    return [
        (
            int(feed.position_stop[first + position]),
            start + int(arrivals[position]),
            start + int(departures[position]),
        )
        for position in range(ride.board, ride.alight + 1)
    ]


def refs_of(legs: Sequence[Leg], feed_numbers: dict[int, int]) -> tuple[RideRef | MoveRef, ...]:
    """Return legs as an id holds them; `feed_numbers` renumbers the feeds."""
    refs: list[RideRef | MoveRef] = []
    for index, leg in enumerate(legs):
        if isinstance(leg, Ride):
            refs.append(RideRef(feed_numbers[leg.feed], leg.trip, leg.day, leg.board, leg.alight))
            continue
        waits = 0
        if index == 0 and len(legs) > 1:
            waits = legs[1].departs - leg.arrives
        elif index:
            waits = leg.departs - legs[index - 1].arrives
        refs.append(MoveRef(leg.mode, leg.arrives - leg.departs, leg.metres, waits))
    return tuple(refs)


def legs_again(refs: Sequence[RideRef | MoveRef], feeds: Sequence[CompiledFeed]) -> tuple[Leg, ...]:
    """Return the legs that `refs_of` wrote down.

    Raises:
        NoSuchTrip: the feeds don't have them, or one leaves before another has arrived.
    """
    rides = {
        index: ride_at(ref.feed, feeds[ref.feed], ref)
        for index, ref in enumerate(refs)
        if isinstance(ref, RideRef)
    }
    legs: list[Leg] = []
    for index, ref in enumerate(refs):
        if isinstance(ref, RideRef):
            legs.append(rides[index])
        elif index == 0:
            if 1 not in rides:
                raise NoSuchTrip
            end = rides[1].departs - ref.waits_s
            legs.append(Move(ref.mode, end - ref.seconds, end, ref.metres))
        else:
            start = legs[-1].arrives + ref.waits_s
            legs.append(Move(ref.mode, start, start + ref.seconds, ref.metres))
    if any(a.arrives > b.departs for a, b in pairwise(legs)):
        raise NoSuchTrip
    return tuple(legs)
