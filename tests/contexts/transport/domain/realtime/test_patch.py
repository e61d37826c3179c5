from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from contexts.transport.domain.realtime.changes import Change, LiveChanges
from contexts.transport.domain.realtime.patch import Costs, named_as_published, patched
from contexts.transport.domain.timetable.cut import cut
from contexts.transport.domain.timetable.view import Units
from tests.contexts.transport.feeds import FeedLine, FeedTrip, Network, columns, compiled

FIRST_DATE = 20_000
MIDNIGHT = FIRST_DATE * 86_400
DAYS = 3
STOPS = [(23.8, 91.2 + n / 10) for n in range(5)]
LINES = [
    FeedLine(
        [0, 1, 2],
        [FeedTrip([(t, t), (t + 600, t + 660), (t + 1200, t + 1200)]) for t in (3600, 5400, 7200)],
    ),
    FeedLine(
        [3, 1, 4, 0],
        [
            FeedTrip([(t + n * 900, t + n * 900) for n in range(4)], service=1)
            for t in (0, 80_000, 90_000)
        ],
    ),
]
SERVICES = [(1, 1, 1), (1, 0, 1)]
FEED = compiled(Network(stops=STOPS, lines=LINES, days=SERVICES, first_date=FIRST_DATE))
TRIPS = [(trip, line) for line in LINES for trip in line.trips]
COLUMNS = columns(FEED)
COSTS = Costs(
    COLUMNS.pattern_product,
    COLUMNS.pattern_criteria,
    COLUMNS.position_criteria,
    COLUMNS.link_criteria,
)
START, END = MIDNIGHT, MIDNIGHT + DAYS * 86_400


def runs_of(view):
    """Return what runs: times, flags and criteria of each trip on each day."""
    runs = {}
    for pattern in range(view.patterns):
        places = slice(view.pattern_first[pattern], view.pattern_first[pattern + 1])
        stops = places.stop - places.start
        first, last = view.pattern_first_trip[pattern], view.pattern_first_trip[pattern + 1]
        block = view.pattern_first_event[pattern]
        for trip in range(last - first):
            arrivals = view.arrivals[block + trip * stops : block + (trip + 1) * stops]
            departures = view.departures[
                block + trip : block + stops * (last - first) : last - first
            ]
            key = (int(view.trip_in_feed[first + trip]), int(view.trip_day[first + trip]))
            assert key not in runs
            runs[key] = (
                arrivals.tolist(),
                departures.tolist(),
                view.position_flags[places].tolist(),
                view.position_criteria[places].tolist(),
                view.pattern_criteria[pattern].tolist(),
                int(view.pattern_in_feed[pattern]),
            )
    return runs


def expected(changes: dict[tuple[int, int], Change | None]):
    """Return the same from the lines themselves."""
    runs = {}
    for number, (trip, line) in enumerate(TRIPS):
        pattern = LINES.index(line)
        position = sum(len(other.stops) for other in LINES[:pattern])
        for column, does_run in enumerate(SERVICES[trip.service]):
            key = (number, FIRST_DATE + column)
            change = changes.get(
                key, Change(*key, *np.array(trip.times).T, np.zeros(len(line.stops)))
            )
            if not does_run and key not in changes:
                continue
            if change is None:
                continue
            zero = column * 86_400
            runs[key] = (
                [int(time) + zero for time in change.arrivals],
                [int(time) + zero for time in change.departures],
                [0 if skipped else 3 for skipped in change.skipped],
                COLUMNS.position_criteria[position : position + len(line.stops)].tolist(),
                COLUMNS.pattern_criteria[pattern].tolist(),
                pattern,
            )
    return {key: run for key, run in runs.items() if run[0][0] < END - START and run[1][-1] >= 0}


@st.composite
def changed(draw):
    keys = draw(
        st.lists(st.tuples(st.integers(0, 5), st.integers(0, DAYS - 1)), unique=True, max_size=8)
    )
    changes: dict[tuple[int, int], Change | None] = {}
    for number, column in keys:
        trip, line = TRIPS[number]
        key = (number, FIRST_DATE + column)
        if not SERVICES[trip.service][column]:
            continue
        if draw(st.booleans()):
            changes[key] = None
            continue
        late = np.maximum.accumulate(
            np.cumsum(
                draw(
                    st.lists(
                        st.integers(0, 900), min_size=len(line.stops), max_size=len(line.stops)
                    )
                )
            )
        )
        arrivals, departures = np.array(trip.times).T
        skipped = np.array([draw(st.integers(0, 1)) for _ in line.stops], dtype=np.uint8)
        changes[key] = Change(*key, arrivals + late, departures + late, skipped)
    return changes


def cut_with(changes):
    cancelled = {key for key, change in changes.items() if change is None}
    live = LiveChanges.of(
        0, cancelled, [change for change in changes.values() if change is not None]
    )
    patch = patched(FEED, COSTS, live)
    view = cut([patch.feed], [patch.costs], start=START, end=END, units=Units(), near_m=0)
    return named_as_published(view, {0: patch})


def test_without_changes_everything_is_as_it_was():
    assert runs_of(cut_with({})) == expected({})


@given(changed())
def test_changed_trips_run_as_told_and_all_others_as_planned(changes):
    assert runs_of(cut_with(changes)) == expected(changes)


def test_changes_of_what_the_feed_does_not_have_are_left_out():
    times = np.zeros(3, dtype=np.int64)
    nowhere = [
        Change(99, FIRST_DATE, times, times, times.astype(np.uint8)),
        Change(0, FIRST_DATE + 99, times, times, times.astype(np.uint8)),
        Change(0, FIRST_DATE - 1, times, times, times.astype(np.uint8)),
    ]
    live = LiveChanges.of(0, set(), nowhere)

    patch = patched(FEED, COSTS, live)
    view = cut([patch.feed], [patch.costs], start=START, end=END, units=Units(), near_m=0)

    assert runs_of(named_as_published(view, {0: patch})) == expected({})
