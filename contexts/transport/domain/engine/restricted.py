# ruff: noqa: PLR0917 - compiled loops take their arguments by position
"""How late a ride may end, stop by stop and ride by ride, in a journey that is nearly as good as the best.

A RAPTOR from the origin finds the front over arrival and rides, and with it how late a journey of each number of rides
may end. One backwards from the destination then finds, for each number of rides already taken, how late a ride may end
at each stop for some continuation to be in time. All rounds need only one such search: a journey of fewer rides may end
later, so what is in time after k + 1 rides is in time after k.

Source: Delling, Dibbelt, Pajor, "Fast and exact public transit routing with restricted Pareto sets", ALENEX 2019, which runs one backward search
for each journey of the front.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from ..kernels import uncounted, uncounted_part
from ..timetable.view import MAY_ALIGHT, MAY_BOARD, NEVER, Int32, Uint8
from .bags import CHANGE_S, EGRESS, HALF
from .pareto_bounds import Asked, Bounds
from .pareto_network import Network

BY_RIDE: Final = 1
READY: Final = 2

FORWARDS: Final = -1
BACKWARDS: Final = 1


class Reach(NamedTuple):
    """Times since the request's, by rides taken and stop."""

    ready: Int32  # [rides + 1, S] earliest from which one may board
    ride: Int32  # [rides + 1, S] earliest end of a ride
    latest: Int32  # [rides + 1, S] latest end of a ride that is still in time; -1 where none is
    board: Int32  # [S] latest departure that is
    best: Int32  # [rides + 1] earliest arrival at the destination
    limit: Int32  # [rides + 1] latest that is kept; -1 for none
    marked: Uint8  # [S] BY_RIDE and READY where they changed
    since: Int32  # [R] position to scan a pattern from; -1 where it isn't marked


@uncounted
def restrict(
    network: Network, asked: Asked, bounds: Bounds, reach: Reach, slack_s: int, slack_rides: int
) -> int:
    """Write `reach.latest`; return the most rides that a kept journey may have, 0 when there is no journey."""
    _forward(network, asked, bounds, reach, slack_s)
    most = _set_limits(reach.best, reach.limit, asked.rides, slack_s, slack_rides)
    reach.latest[:] = -1
    reach.board[:] = -1
    reach.marked[:] = 0
    for rides in range(most, 0, -1):
        if rides < most:
            _copy(reach.latest, rides + 1, rides)
        _change_back(network, bounds, reach, rides)
        _end(asked, reach, rides)
        _mark(network, asked, reach, BACKWARDS)
        reach.marked[:] = 0
        _scan_back(network, asked, reach, rides)
    return most


@uncounted_part
def _copy(times: Int32, origin: int, destination: int) -> None:
    for stop in range(times.shape[1]):
        times[destination, stop] = times[origin, stop]


@uncounted
def _set_limits(best: Int32, limit: Int32, rides: int, slack_s: int, slack_rides: int) -> int:
    """Say how late a journey of each number of rides may end; return the most rides that one may have."""
    limit[:] = -1
    most = 0
    for anchor in range(rides, 0, -1):
        if best[anchor] == best[anchor - 1]:
            continue
        last = min(rides, anchor + slack_rides)
        most = max(most, last)
        for taken in range(1, last + 1):
            limit[taken] = best[anchor] + slack_s
    return most


@uncounted
def _mark(network: Network, asked: Asked, reach: Reach, way: int) -> None:
    """Note from which position on each pattern must be scanned for the stops that are marked."""
    reach.since[:] = -1
    for stop in range(len(reach.marked)):
        if not reach.marked[stop] or not asked.stop_allowed[stop]:
            continue
        for entry in range(network.stop_first_pattern[stop], network.stop_first_pattern[stop + 1]):
            pattern = network.stop_pattern[entry]
            position = network.stop_pattern_position[entry]
            since = reach.since[pattern]
            if asked.pattern_allowed[pattern] and (since < 0 or way * position > way * since):
                reach.since[pattern] = position


@uncounted
def _forward(network: Network, asked: Asked, bounds: Bounds, reach: Reach, slack_s: int) -> None:
    """Find the earliest times after each number of rides, as far as they can matter."""
    reach.ready[0] = NEVER
    reach.ride[0] = NEVER
    reach.best[:] = NEVER
    reach.marked[:] = 0
    for row in range(len(asked.access_stop)):
        stop = asked.access_stop[row]
        seconds = asked.access_words[row, 0] >> HALF
        reach.ready[0, stop] = min(reach.ready[0, stop], seconds)
        reach.marked[stop] |= BY_RIDE
    horizon = NEVER
    for rides in range(1, asked.rides + 1):
        _copy(reach.ready, rides - 1, rides)
        _copy(reach.ride, rides - 1, rides)
        reach.best[rides] = reach.best[rides - 1]
        _mark(network, asked, reach, FORWARDS)
        reach.marked[:] = 0
        _scan_forward(network, asked, bounds, reach, rides, horizon)
        _change_forward(network, asked, bounds, reach, rides)
        if reach.best[rides] < NEVER and horizon == NEVER:
            horizon = reach.best[rides] + slack_s


@uncounted
def _scan_forward(
    network: Network, asked: Asked, bounds: Bounds, reach: Reach, rides: int, horizon: int
) -> None:
    ready, ride = reach.ready[rides - 1], reach.ride[rides]
    for pattern in range(len(reach.since)):
        index = reach.since[pattern]
        if index < 0:
            continue
        first = network.pattern_first[pattern]
        length = network.pattern_first[pattern + 1] - first
        trips = network.pattern_first_trip[pattern + 1] - network.pattern_first_trip[pattern]
        event = network.pattern_first_event[pattern]
        trip = trips
        while index < length:
            stop = network.position_stop[first + index]
            flags = network.position_flags[first + index]
            if asked.stop_allowed[stop]:
                if trip < trips and flags & MAY_ALIGHT:
                    time = network.arrivals[event + trip * length + index] - asked.at
                    if time < ride[stop] and time + bounds.after[stop, 0] <= horizon:
                        ride[stop] = time
                        reach.marked[stop] |= BY_RIDE
                if flags & MAY_BOARD and ready[stop] < NEVER:
                    here = event + index * trips
                    trip = _earlier(network.departures, here, trip, asked.at + ready[stop])
            index += 1


@uncounted_part
def _earlier(departures: Int32, event: int, trip: int, ready: int) -> int:
    """Return the first trip before one that departs at a time or after it; else that one."""
    if trip == 0 or departures[event + trip - 1] < ready:
        return trip
    first = 0
    while first < trip:
        middle = (first + trip) >> 1
        if departures[event + middle] < ready:
            first = middle + 1
        else:
            trip = middle
    return trip


@uncounted
def _change_forward(
    network: Network, asked: Asked, bounds: Bounds, reach: Reach, rides: int
) -> None:
    """Make ready whoever a ride of this round brought: here, over links, and at the destination."""
    ready, ride, marked = reach.ready[rides], reach.ride[rides], reach.marked
    stops = bounds.stops
    for stop in range(len(marked)):
        if not marked[stop] & BY_RIDE:
            continue
        time = ride[stop]
        marked[stop] &= ~BY_RIDE
        _make_ready(ready, marked, stop, time + stops[stop, CHANGE_S])
        for link in range(network.link_first[stop], network.link_first[stop + 1]):
            seconds = network.link_words[link, 0] >> HALF
            if network.link_to[link] != stop:
                _make_ready(ready, marked, network.link_to[link], time + seconds)
        entry = stops[stop, EGRESS]
        while entry > 0:
            seconds = asked.egress_words[entry - 1, 0] >> HALF
            reach.best[rides] = min(reach.best[rides], time + seconds)
            entry = bounds.egress_next[entry - 1]


@uncounted_part
def _make_ready(ready: Int32, marked: Uint8, stop: int, time: int) -> None:
    if time < ready[stop]:
        ready[stop] = time
        marked[stop] |= READY


@uncounted
def _change_back(network: Network, bounds: Bounds, reach: Reach, rides: int) -> None:
    """Carry the departures that are still in time back to the rides before them."""
    for stop in range(len(reach.marked)):
        if not reach.marked[stop] & READY:
            continue
        reach.marked[stop] &= ~READY
        time = reach.board[stop]
        _allow(reach, rides, stop, time - bounds.stops[stop, CHANGE_S])
        for entry in range(network.into_first[stop], network.into_first[stop + 1]):
            link = network.into_link[entry]
            start = network.link_from[link]
            if start != stop:
                _allow(reach, rides, start, time - (network.link_words[link, 0] >> HALF))


@uncounted
def _end(asked: Asked, reach: Reach, rides: int) -> None:
    """Let rides end where the destination is still reached in time."""
    for row in range(len(asked.egress_stop)):
        seconds = asked.egress_words[row, 0] >> HALF
        _allow(reach, rides, asked.egress_stop[row], reach.limit[rides] - seconds)


@uncounted_part
def _allow(reach: Reach, rides: int, stop: int, time: int) -> None:
    """Let rides end at a stop as late as this, if any does so early."""
    if time > reach.latest[rides, stop] and time >= reach.ride[rides, stop]:
        reach.latest[rides, stop] = time
        reach.marked[stop] |= BY_RIDE


@uncounted
def _scan_back(network: Network, asked: Asked, reach: Reach, rides: int) -> None:
    """Find the latest departures after which the ride ends in time."""
    latest = reach.latest[rides]
    ready = reach.ready[rides - 1]
    for pattern in range(len(reach.since)):
        index = reach.since[pattern]
        first = network.pattern_first[pattern]
        length = network.pattern_first[pattern + 1] - first
        trips = network.pattern_first_trip[pattern + 1] - network.pattern_first_trip[pattern]
        event = network.pattern_first_event[pattern]
        trip = -1
        while index >= 0:
            stop = network.position_stop[first + index]
            flags = network.position_flags[first + index]
            if asked.stop_allowed[stop]:
                if trip >= 0 and flags & MAY_BOARD:
                    time = network.departures[event + index * trips + trip] - asked.at
                    if time > reach.board[stop] and time >= ready[stop]:
                        reach.board[stop] = time
                        reach.marked[stop] |= READY
                if flags & MAY_ALIGHT and latest[stop] >= 0:
                    until = asked.at + latest[stop]
                    trip = _later(network.arrivals, event + index, length, trip, trips, until)
            index -= 1


@uncounted_part
def _later(arrivals: Int32, event: int, length: int, trip: int, trips: int, until: int) -> int:
    """Return the last trip after one that arrives by a time; else that one."""
    last = trips - 1
    while trip < last:
        middle = (trip + last + 1) >> 1
        if arrivals[event + middle * length] <= until:
            trip = middle
        else:
            last = middle - 1
    return trip
