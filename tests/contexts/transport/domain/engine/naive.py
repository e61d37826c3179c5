"""Tiny random timetables, the plainest possible search of them, and a check of journeys leg by leg."""

from __future__ import annotations

import numpy as np

from contexts.transport.domain.engine import Ends, Journey, Link, Request, Ride
from contexts.transport.domain.timetable.view import MAY_ALIGHT, MAY_BOARD, NEVER, View
from tests.contexts.transport.timetables import Line, Way, view_of

Point = tuple[int, ...]


def random_view(random: np.random.Generator) -> View:
    stops = int(random.integers(3, 9))
    lines = [_line(random, stops) for _ in range(random.integers(1, 7))]
    ways = [
        Way(int(random.integers(stops)), int(random.integers(stops)), int(random.integers(0, 15)))
        for _ in range(random.integers(0, 8))
    ]
    change = [int(random.integers(0, 9)) for _ in range(stops)]
    return view_of(lines, ways, stops=stops, change_s=change)


def _line(random: np.random.Generator, stops: int) -> Line:
    length = int(random.integers(2, 6))
    sequence = [int(stop) for stop in random.integers(0, stops, length)]
    trips = []
    for _ in range(random.integers(1, 6)):
        time, times = int(random.integers(0, 60)), []
        for _ in sequence:
            stay = int(random.integers(0, 3))
            times.append((time, time + stay))
            time += stay + int(random.integers(0, 12))
        trips.append(times)
    may = (
        random.choice([MAY_BOARD, MAY_ALIGHT, 3, 3, 3, 3], length) if random.random() < 0.3 else ()
    )
    return Line(sequence, trips, may=[int(flag) for flag in may])


def random_request(random: np.random.Generator, view: View) -> Request:
    def ends() -> Ends:
        return Ends.of(
            *(
                (int(random.integers(view.stops)), int(random.integers(0, 10)))
                for _ in range(random.integers(1, 4))
            )
        )

    def allowed(count: int) -> np.ndarray | None:
        some = (random.random(count) < 0.8).astype(np.uint8)
        return some if random.random() < 0.3 else None

    return Request(
        ends(),
        ends(),
        int(random.integers(0, 40)),
        int(random.integers(1, 6)),
        allowed(view.patterns),
        allowed(view.stops),
    )


def fewest_arrivals(view: View, request: Request, at: int, until: int = NEVER) -> list[list[int]]:
    """Return the earliest arrival by ride at every stop for exactly 1, 2, ... rides, leaving in [at, until]."""
    ready = [
        [(at + s, until + s) for stop, s in _rows(request.access) if stop == here]
        for here in range(view.stops)
    ]
    rounds = []
    for _ in range(request.max_rides):
        rounds.append(_ridden(view, request, ready))
        ready = [[(time, NEVER)] for time in _changed(view, rounds[-1])]
    return rounds


def _ridden(view: View, request: Request, ready: list[list[tuple[int, int]]]) -> list[int]:
    arrival = [NEVER] * view.stops
    for pattern in range(view.patterns):
        if request.pattern_allowed is not None and not request.pattern_allowed[pattern]:
            continue
        first, last = view.pattern_first[pattern], view.pattern_first[pattern + 1]
        for trip in range(trips_of(view, pattern)):
            aboard = False
            for position in range(last - first):
                stop, flags = (
                    view.position_stop[first + position],
                    view.position_flags[first + position],
                )
                usable = request.stop_allowed is None or request.stop_allowed[stop]
                arrives, departs = times(view, pattern, trip, position)
                if aboard and usable and flags & MAY_ALIGHT:
                    arrival[stop] = min(arrival[stop], arrives)
                if usable and flags & MAY_BOARD:
                    aboard |= any(low <= departs <= high for low, high in ready[stop])
    return arrival


def _changed(view: View, arrival: list[int]) -> list[int]:
    ready = [min(NEVER, time + int(s)) for time, s in zip(arrival, view.stop_change_s, strict=True)]
    for stop in range(view.stops):
        for link in range(view.link_first[stop], view.link_first[stop + 1]):
            to = view.link_to[link]
            if to != stop and arrival[stop] < NEVER:
                ready[to] = min(ready[to], arrival[stop] + int(view.link_s[link]))
    return ready


def arrivals_at(request: Request, rounds: list[list[int]]) -> list[tuple[int, int]]:
    """Return (arrival at the destination, rides), one for each number of rides that arrives."""
    best = [min(arrival[stop] + s for stop, s in _rows(request.egress)) for arrival in rounds]
    return [(arrival, rides) for rides, arrival in enumerate(best, 1) if arrival < NEVER]


def front(points: list[Point]) -> list[Point]:
    """Keep what nothing else is at least as good as, everywhere; smaller is better."""
    return sorted(
        {
            point
            for point in points
            if not any(other != point and all(map(int.__le__, other, point)) for other in points)
        }
    )


def departures(view: View, request: Request, window_s: int) -> list[int]:
    """Return when one may leave the origin, within the window, and board at once."""
    found = set()
    for stop, s in _rows(request.access):
        for pattern in range(view.patterns):
            first, last = view.pattern_first[pattern], view.pattern_first[pattern + 1]
            for position in range(last - first):
                if view.position_stop[first + position] == stop:
                    for trip in range(trips_of(view, pattern)):
                        found.add(times(view, pattern, trip, position)[1] - s)
    return sorted(time for time in found if request.at <= time <= request.at + window_s)


def profile(view: View, request: Request, window_s: int) -> list[Point]:
    """Return the front over (-departure, arrival, rides)."""
    return front(
        [
            (-time, *point)
            for time in departures(view, request, window_s)
            for point in arrivals_at(
                request, fewest_arrivals(view, request, time, request.at + window_s)
            )
        ]
    )


def check(view: View, request: Request, journey: Journey) -> None:
    """Ride a journey leg by leg by the rules."""
    rides = [leg for leg in journey.legs if isinstance(leg, Ride)]
    start, access_s = _rows(request.access)[journey.access]
    end, egress_s = _rows(request.egress)[journey.egress]
    assert journey.rides == len(rides) <= request.max_rides
    assert journey.departs == rides[0].departs - access_s
    assert journey.arrives == rides[-1].arrives + egress_s
    assert _stop(view, rides[0], rides[0].board) == start
    assert _stop(view, rides[-1], rides[-1].alight) == end
    for ride in rides:
        _check_ride(view, request, ride)
    for before, after in zip(journey.legs, journey.legs[1:], strict=False):
        if isinstance(before, Ride) and isinstance(after, Ride):
            stop = _stop(view, before, before.alight)
            assert stop == _stop(view, after, after.board)
            assert before.arrives + view.stop_change_s[stop] <= after.departs
    for before, link, after in zip(journey.legs, journey.legs[1:], journey.legs[2:], strict=False):
        if isinstance(link, Link):
            assert isinstance(before, Ride)
            assert isinstance(after, Ride)
            _check_link(view, before, link, after)


def _check_ride(view: View, request: Request, ride: Ride) -> None:
    first = view.pattern_first[ride.pattern]
    assert ride.board < ride.alight
    assert 0 <= ride.trip < trips_of(view, ride.pattern)
    assert view.position_flags[first + ride.board] & MAY_BOARD
    assert view.position_flags[first + ride.alight] & MAY_ALIGHT
    assert times(view, ride.pattern, ride.trip, ride.board)[1] == ride.departs
    assert times(view, ride.pattern, ride.trip, ride.alight)[0] == ride.arrives
    if request.pattern_allowed is not None:
        assert request.pattern_allowed[ride.pattern]
    if request.stop_allowed is not None:
        assert request.stop_allowed[_stop(view, ride, ride.board)]
        assert request.stop_allowed[_stop(view, ride, ride.alight)]


def _check_link(view: View, before: Ride, link: Link, after: Ride) -> None:
    assert link.from_stop == _stop(view, before, before.alight)
    assert link.to_stop == _stop(view, after, after.board) == view.link_to[link.link]
    assert view.link_first[link.from_stop] <= link.link < view.link_first[link.from_stop + 1]
    assert link.seconds == view.link_s[link.link]
    assert before.arrives + link.seconds <= after.departs


def times(view: View, pattern: int, trip: int, position: int) -> tuple[int, int]:
    event = view.pattern_first_event[pattern]
    stops = view.pattern_first[pattern + 1] - view.pattern_first[pattern]
    arrives = view.arrivals[event + trip * stops + position]
    return int(arrives), int(view.departures[event + position * trips_of(view, pattern) + trip])


def trips_of(view: View, pattern: int) -> int:
    return int(view.pattern_first_trip[pattern + 1] - view.pattern_first_trip[pattern])


def _stop(view: View, ride: Ride, position: int) -> int:
    return int(view.position_stop[view.pattern_first[ride.pattern] + position])


def _rows(ends: Ends) -> list[tuple[int, int]]:
    return [(int(stop), int(s)) for stop, s in zip(ends.stops, ends.seconds, strict=True)]
