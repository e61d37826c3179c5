from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
import pytest

from contexts.transport.domain.realtime import FeedIndex, LiveChanges, decode, feed_of, resolve
from contexts.transport.domain.timetable.view import MAY_ALIGHT
from tests.contexts.transport.domain.realtime.messages import SKIPPED, message, update
from tests.contexts.transport.feeds import FeedLine, FeedTrip, Network, compiled

resolving = sys.modules[resolve.__module__]
FIRST_DATE = 20_000
MIDNIGHT = FIRST_DATE * 86_400
DATE, NEXT_DATE = "20241004", "20241005"
STOPS = [(23.8, 91.2 + n / 10) for n in range(5)]
TIMES = [(3600, 3600), (4200, 4260), (4800, 4800)]
LINES = [
    FeedLine([0, 1, 2], [FeedTrip(TIMES), FeedTrip([(a + 900, d + 900) for a, d in TIMES])]),
    FeedLine([2, 1, 0], [FeedTrip(TIMES)]),
]
FEED = compiled(Network(stops=STOPS, lines=LINES, days=[(1, 1)], first_date=FIRST_DATE))
CALLS = [
    {"stop": "S3", "departs_at": MIDNIGHT + 7200},
    {"stop": "S1", "arrives_at": MIDNIGHT + 7800, "departs_at": MIDNIGHT + 7860},
    {"stop": "S4", "arrives_at": MIDNIGHT + 8400},
]


def live(*entities, feed=FEED, at=MIDNIGHT + 3600):
    return resolve(FeedIndex(feed), decode(message(*entities, at=at)), at=at)


def added(*entities, **more):
    changes, unused = live(*entities, **more)
    assert unused == {}
    (trip,) = changes.added
    row = changes.find(trip.number, trip.day)
    return trip, None if row is None else changes.change(row)


def new(calls=CALLS, **more):
    settings = {"route": "R1", "state": "NEW"} | more
    return update(settings.pop("name", "extra"), calls, **settings)


@pytest.mark.parametrize("state", ["NEW", "ADDED"])
def test_a_new_trip_runs_by_the_calls_that_are_told(state):
    trip, change = added(new(state=state, own={"trip_headsign": "Fair", "trip_short_name": "X1"}))

    assert (trip.trip_id, trip.day, trip.route) == ("extra", FIRST_DATE, 1)
    assert (trip.headsign, trip.name) == ("Fair", "X1")
    assert trip.stops == (3, 1, 4)
    assert trip.arrivals == (7200, 7800, 8400)
    assert trip.departures == (7200, 7860, 8400)
    assert change.arrivals.tolist() == list(trip.arrivals)
    assert trip.number >= FEED.trips


def test_a_new_trip_is_late_against_what_was_planned_for_it():
    calls = [
        {"stop": "S3", "planned": MIDNIGHT + 7200, "departs_at": MIDNIGHT + 7500},
        {"stop": "S4", "planned": MIDNIGHT + 8400, "arrives": 60},
    ]

    trip, change = added(new(calls))

    assert trip.departures == (7200, 8400)
    assert change.departures.tolist() == [7500, 8460]


def test_times_in_between_that_are_not_told_lie_between():
    calls = [CALLS[0], {"stop": "S1"}, {"stop": "S2"}, CALLS[2]]

    trip, _ = added(new(calls))

    assert list(trip.arrivals) == sorted(trip.arrivals)
    assert 7200 < trip.arrivals[1] <= trip.departures[1] < trip.arrivals[2] < 8400


def test_a_new_trip_may_pass_stops_and_let_nobody_in():
    calls = [CALLS[0], CALLS[1] | {"pickup": 1}, CALLS[2] | {"state": SKIPPED}]

    trip, _ = added(new(calls))

    assert trip.stop_flags == (3, MAY_ALIGHT, 0)


def test_a_copy_runs_at_its_own_start_and_may_be_late():
    own = {"trip_id": "copy", "start_date": NEXT_DATE, "start_time": "02:00:00"}

    trip, change = added(
        update("T0", [{"sequence": 2, "arrives": 60}], state="DUPLICATED", own=own)
    )

    assert (trip.trip_id, trip.day, trip.stops) == ("copy", FIRST_DATE + 1, (0, 1, 2))
    assert trip.arrivals == (7200, 7800, 8400)
    assert trip.departures == (7200, 7860, 8400)
    assert change.arrivals.tolist() == [7200, 7860, 8460]


def test_a_copy_that_is_told_in_the_old_way_too_is_one():
    own = {"trip_id": "copy", "start_date": DATE, "start_time": "02:00:00"}
    before = update("T0", date=DATE, time="02:00:00", state="ADDED")

    trip, _ = added(before)
    assert (trip.trip_id, trip.departures[0]) == ("T0", 7200)
    trip, _ = added(before, update("T0", state="DUPLICATED", own=own))
    assert trip.trip_id == "copy"


def test_a_replacement_by_the_same_stops_is_the_trip_at_other_times():
    calls = [{"stop": f"S{n}", "arrives_at": MIDNIGHT + 5000 + n * 900} for n in range(3)]

    changes, unused = live(update("T0", calls, date=DATE, state="REPLACEMENT"))

    assert unused == {}
    assert changes.added == ()
    assert changes.change(changes.find(0, FIRST_DATE)).arrivals.tolist() == [5000, 5900, 6800]


def test_a_replacement_by_other_stops_takes_the_place_of_the_trip():
    changes, unused = live(update("T0", CALLS, date=DATE, state="REPLACEMENT"))

    assert unused == {}
    assert changes.state[changes.find(0, FIRST_DATE)] == 1
    (trip,) = changes.added
    assert (trip.trip_id, trip.route, trip.stops) == ("T0", 0, (3, 1, 4))


def test_the_number_of_a_trip_follows_from_its_name_alone():
    first, _ = added(new())
    again = [CALLS[0] | {"departs_at": MIDNIGHT + 7300}, *CALLS[1:]]
    changes, _ = live(new(name="other"), new(again))

    assert first.number in {trip.number for trip in changes.added}
    assert len({trip.number for trip in changes.added}) == 2


@pytest.mark.parametrize(
    ("entity", "reason"),
    [
        (new(route="nowhere"), "added_without_route"),
        (new(CALLS[:1]), "added_without_stops"),
        (new([]), "added_without_stops"),
        (new([*CALLS, {"stop": "elsewhere", "arrives_at": MIDNIGHT}]), "added_at_unknown_stop"),
        (new([{"stop": "S0"}, *CALLS]), "added_without_times"),
        (new([CALLS[0] | {"departs_at": MIDNIGHT - 9 * 86_400}, *CALLS[1:]]), "added_outside_timetable"),
        (new([*CALLS, {"stop": "S0", "arrives_at": MIDNIGHT + 2**33}]), "absurd_time"),
        (new(date="20200101"), "added_outside_timetable"),
        (update("T0", state="DUPLICATED"), "copied_without_start"),
        (update("nobody", state="DUPLICATED"), "copied_of_unknown_trip"),
        (update("nobody", CALLS, state="REPLACEMENT"), "unknown_trip"),
        (update("T0", CALLS[:1], date=DATE, state="REPLACEMENT"), "added_without_stops"),
    ],
)  # fmt: skip
def test_what_is_no_whole_trip_is_counted(entity, reason):
    changes, unused = live(entity)

    assert unused == {reason: 1}
    assert len(changes) == 0


def test_the_same_trip_twice_is_one():
    changes, unused = live(new(), new())

    assert (len(changes.added), unused) == (1, {"added_twice": 1})


def test_no_more_trips_are_added_than_searches_bear(monkeypatch):
    monkeypatch.setattr(resolving, "MOST_ADDED", 2)

    changes, unused = live(*(new(name=str(number)) for number in range(5)))

    assert (len(changes.added), unused) == (2, {"added_too_many": 3})


def test_added_trips_survive_being_packed_and_joined():
    changes, _ = live(
        new(), update("T0", [{"sequence": 2, "assigned": "S4", "arrives": 5}], date=DATE)
    )

    again = LiveChanges.unpack(changes.pack())

    assert again.added == changes.added
    assert again.digest == changes.digest
    assert again.change(again.find(0, FIRST_DATE)).stops == {1: 4}
    other, _ = live(new(name="other"))
    joined = LiveChanges.merged([again, other])
    assert {trip.trip_id for trip in joined.added} == {"extra", "other"}
    assert set(joined.times()) == {(trip.number, trip.day) for trip in joined.added}


def test_a_feed_of_added_trips_has_them_alone_at_the_times_they_run():
    calls = [CALLS[0] | {"planned": MIDNIGHT + 7000}, CALLS[1], CALLS[2] | {"state": SKIPPED}]
    changes, _ = live(new(calls), new(name="other"))

    planned, running = feed_of(FEED, changes.added), feed_of(FEED, changes.added, changes.times())

    assert planned.trips == running.trips == 2
    place = [trip.trip_id for trip in changes.added].index("extra")
    assert planned.times_of(place)[1][0] == 7000
    assert running.times_of(place)[1][0] == 7200
    assert running.position_flags.reshape(2, 3)[place].tolist() == [3, 3, 0]
    assert running.position_stop.tolist() == [3, 1, 4] * 2
    assert np.all(np.diff(running.position_metres.reshape(2, 3)) > 0)


def test_a_trip_is_found_by_line_and_start_where_it_has_no_id():
    feed = replace(FEED, pattern_route=np.array([0, 0], dtype=np.int32))

    changes, unused = live(update("", delay=60, route="R0", time="01:15:00", date=DATE), feed=feed)
    assert (unused, changes.trip.tolist()) == ({}, [1])
    changes, unused = live(update("", delay=60, route="R0", time="01:00:00", date=DATE), feed=feed)
    assert (unused, len(changes)) == ({"ambiguous_trip": 1}, 0)
    back = [{"stop": "S2", "departs": 60}, {"stop": "S0", "arrives": 60}]
    changes, unused = live(update("", back, route="R0", time="01:00:00", date=DATE), feed=feed)
    assert (unused, changes.trip.tolist()) == ({}, [2])


@pytest.mark.parametrize(
    ("route", "time"), [("", ""), ("R0", ""), ("nowhere", "01:00:00"), ("R0", "05:00:00")]
)
def test_without_an_id_a_trip_needs_a_line_and_a_start(route, time):
    _, unused = live(update("", delay=60, route=route, time=time, date=DATE))

    assert unused == {"unknown_trip": 1}


def test_platforms_that_nobody_knows_are_counted():
    call = {"sequence": 2, "assigned": "elsewhere", "arrives": 5}

    changes, unused = live(update("T0", [call], date=DATE))

    assert unused == {"assigned_unknown_stop": 1}
    assert changes.change(0).stops == {}


def test_a_trip_that_is_told_twice_counts_as_the_last_word_says():
    changes, unused = live(update("T0", delay=60, date=DATE), update("T0", delay=90, date=DATE))

    assert unused == {"told_twice": 1}
    assert changes.change(0).departures[0] == 3690
