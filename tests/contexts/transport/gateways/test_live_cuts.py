"""A view as it runs today is the view of a timetable that was published with those times."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from contexts.transport.domain.engine import Ends, Engine, Request
from contexts.transport.domain.realtime import AddedTrip, Change, LiveChanges
from contexts.transport.domain.realtime.added import metres_along
from contexts.transport.domain.timetable.cut import cut_network
from contexts.transport.domain.timetable.network import Joining, network_of
from contexts.transport.domain.timetable.view import MAY_ALIGHT, MAY_BOARD, NO_PRODUCT, Units
from contexts.transport.gateways.live_views import cut_live
from tests.contexts.transport.feeds import FeedLine, FeedTrip, Network, columns, compiled

FIRST_DATE, DAYS, HOUR = 20_000, 2, 3600
START = FIRST_DATE * 86_400
END = START + DAYS * 86_400
BOTH = MAY_BOARD | MAY_ALIGHT
PLACES = [(23.8, 91.2 + n / 10) for n in range(5)]
LINKS = [(1, 4, 300), (4, 1, 300)]
SERVICES = [(1, 1), (1, 0)]


def ride(start, hops, dwell, service=0):
    times = [(start + n * hops, start + n * hops + dwell) for n in range(3)]
    return FeedTrip(times, service)


LINES = [
    FeedLine([0, 1, 2], [ride(HOUR + n * 900, 600, 60, n % 2) for n in range(4)]),
    FeedLine([2, 3, 2], [ride(HOUR + n * 1200, 500, 0) for n in range(3)]),
    FeedLine([4, 3, 0], [ride(86_400 - 900 + n * 1800, 800, 30) for n in range(2)]),
]
TRIPS = [(line, trip) for line in LINES for trip in line.trips]


@dataclass(frozen=True)
class Told:
    """A trip of a day that doesn't run (no times), or does at these, passing some stops."""

    stops: list[int]
    arrivals: list[int]
    departures: list[int]
    skipped: list[int]


def network(lines, days):
    return compiled(
        Network(stops=PLACES, lines=lines, days=days, first_date=FIRST_DATE, links=LINKS)
    )


def joined(feed):
    return network_of([feed], [free(feed)], units=Units(), joining=Joining(near_m=0))


def free(feed):
    costs = columns(feed, product=NO_PRODUCT)
    for name in ("pattern_criteria", "position_criteria", "link_criteria"):
        getattr(costs, name)[:] = 0
    return costs


@st.composite
def times(draw, stops):
    """Times that run forward, and stops that are passed."""
    start = draw(st.integers(0, 26)) * 300 + HOUR // 2
    steps = draw(st.lists(st.integers(0, 4), min_size=2 * stops - 1, max_size=2 * stops - 1))
    clock = (start + np.cumsum([0, *steps]) * 300).tolist()
    skipped = draw(st.lists(st.integers(0, 1), min_size=stops, max_size=stops))
    return clock[0::2], clock[1::2], skipped


@st.composite
def today(draw):
    """What becomes of some trips on some days, and what runs besides."""
    changed: dict[tuple[int, int], Told | None] = {}
    for number, (line, trip) in enumerate(TRIPS):
        for column in range(DAYS):
            if SERVICES[trip.service][column] and draw(st.booleans()):
                told = draw(st.none() | times(len(line.stops)))
                stops = [draw(st.sampled_from([stop, (stop + 1) % 5])) for stop in line.stops]
                changed[number, column] = told and Told(stops, *told)
    added = [
        (draw(st.integers(0, DAYS - 1)), Told(list(stops), *draw(times(len(stops)))))
        for stops in draw(st.lists(st.sampled_from([(0, 4), (4, 2, 1), (3, 1, 3)]), max_size=3))
    ]
    return changed, added


def live_view(feed, changed, added):
    retimed = [
        Change(
            number,
            FIRST_DATE + column,
            np.array(told.arrivals),
            np.array(told.departures),
            np.array(told.skipped, dtype=np.uint8),
            {
                place: stop
                for place, stop in enumerate(told.stops)
                if stop != TRIPS[number][0].stops[place]
            },
        )
        for (number, column), told in changed.items()
        if told is not None
    ]
    more = [
        AddedTrip(
            number=feed.trips + number,
            trip_id=str(number),
            day=FIRST_DATE + column,
            route=0,
            name="",
            headsign="",
            flags=0,
            shape=-1,
            stops=tuple(told.stops),
            stop_flags=(BOTH,) * len(told.stops),
            metres=metres_along(feed, told.stops),
            # As they were planned: not how they run.
            arrivals=tuple(each + 77 for each in told.arrivals),
            departures=tuple(each + 77 for each in told.departures),
        )
        for number, (column, told) in enumerate(added)
    ]
    retimed += [
        Change(
            each.number,
            each.day,
            np.array(told.arrivals),
            np.array(told.departures),
            np.array(told.skipped, dtype=np.uint8),
        )
        for each, (_, told) in zip(more, added, strict=True)
    ]
    gone = {(number, FIRST_DATE + column) for (number, column), told in changed.items() if not told}
    changes = LiveChanges.unpack(LiveChanges.of(0, gone, retimed, more).pack())
    return cut_live(joined(feed), [changes], start=START, end=END, cost=free).view


def planned_view(changed, added):
    """Cut a timetable in which each trip of each day is written down as it runs."""
    runs = [
        (column, changed.get((number, column), as_planned(line, trip)))
        for number, (line, trip) in enumerate(TRIPS)
        for column in range(DAYS)
        if SERVICES[trip.service][column]
    ]
    written = [(column, told) for column, told in [*runs, *added] if told is not None]
    lines = [
        FeedLine(told.stops, [FeedTrip(list(zip(told.arrivals, told.departures, strict=True)), c)])
        for c, told in written
    ]
    feed = network(lines, [(1, 0), (0, 1)])
    flags = [0 if passed else BOTH for _, told in written for passed in told.skipped]
    feed = replace(feed, position_flags=np.array(flags, dtype=np.uint8))
    return cut_network(joined(feed), start=START, end=END)


def as_planned(line, trip):
    arrivals, departures = zip(*trip.times, strict=True)
    return Told(list(line.stops), list(arrivals), list(departures), [0] * len(line.stops))


def runs_of(view):
    """Return all that runs; and see that no trip of a pattern overtakes another."""
    runs = []
    for pattern in range(view.patterns):
        first, end = view.pattern_first[pattern], view.pattern_first[pattern + 1]
        stops, block = end - first, view.pattern_first_event[pattern]
        trips = view.pattern_first_trip[pattern + 1] - view.pattern_first_trip[pattern]
        events = slice(block, block + stops * trips)
        arrivals = view.arrivals[events].reshape(trips, stops)
        departures = view.departures[events].reshape(stops, trips).T
        assert np.all(np.diff(arrivals, axis=0) >= 0)
        assert np.all(np.diff(departures, axis=0) >= 0)
        called = (
            tuple(view.position_stop[first:end].tolist()),
            tuple(view.position_flags[first:end].tolist()),
        )
        runs += [
            (*called, tuple(arrival), tuple(departure))
            for arrival, departure in zip(arrivals.tolist(), departures.tolist(), strict=True)
        ]
    return sorted(runs)


def found(view, origin, destination, at):
    request = Request(Ends.of((origin, 60)), Ends.of((destination, 60)), at)
    return [(each.arrives, each.rides) for each in Engine(view).earliest(request)]


@settings(max_examples=40, deadline=None)
@given(today(), st.integers(0, 4), st.integers(0, 4), st.integers(0, 30))
def test_today_is_as_if_it_had_been_planned_so(told, origin, destination, hour):
    changed, added = told
    live = live_view(network(LINES, SERVICES), changed, added)
    planned = planned_view(changed, added)

    assert runs_of(live) == runs_of(planned)
    at = hour * HOUR
    assert found(live, origin, destination, at) == found(planned, origin, destination, at)
