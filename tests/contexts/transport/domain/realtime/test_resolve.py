from __future__ import annotations

import contextlib
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contexts.transport.domain.realtime import BadMessage, FeedIndex, LiveChanges, decode, resolve
from tests.contexts.transport.domain.realtime.messages import NO_DATA, SKIPPED, message, update
from tests.contexts.transport.feeds import FeedLine, FeedTrip, Network, compiled

FIRST_DATE = 20_000
MIDNIGHT = FIRST_DATE * 86_400
DATE = "20241004"
"""The first service date, in GTFS's writing."""
STOPS = [(23.8, 91.2 + n / 10) for n in range(4)]
TIMES = [(3600, 3600), (4200, 4260), (4800, 4860), (5400, 5400)]


def network(**more):
    trips = [
        FeedTrip(TIMES),
        FeedTrip([(a + 1800, d + 1800) for a, d in TIMES]),
        FeedTrip([(a + 86_400 - 1800, d + 86_400 - 1800) for a, d in TIMES], service=1),
    ]
    settings = {
        "stops": STOPS,
        "days": [(1, 1, 1), (1, 1, 0)],
        "lines": [FeedLine([0, 1, 2, 3], trips)],
    }
    return Network(**settings | more)


def live(*entities, feed=None, at=MIDNIGHT + 3600) -> tuple[LiveChanges, dict[str, int]]:
    index = FeedIndex(feed or compiled(network()))
    return resolve(index, decode(message(*entities, at=at)), at=at)


def times(changes: LiveChanges, row: int = 0) -> list[tuple[int, int]]:
    part = slice(changes.first[row], changes.first[row + 1])
    return list(
        zip(changes.arrivals[part].tolist(), changes.departures[part].tolist(), strict=True)
    )


def test_a_delay_holds_until_the_next_that_is_told():
    calls = [{"sequence": 2, "arrives": 120}, {"sequence": 4, "arrives": 30}]

    changes, unused = live(update("T0", calls, date=DATE))

    assert unused == {}
    assert (changes.trip.tolist(), changes.day.tolist()) == ([0], [FIRST_DATE])
    assert times(changes) == [(3600, 3600), (4320, 4380), (4920, 4980), (5430, 5430)]


def test_the_departure_tells_the_delay_that_goes_on():
    changes, _ = live(update("T0", [{"sequence": 2, "arrives": 300, "departs": 240}], date=DATE))

    assert times(changes) == [(3600, 3600), (4500, 4500), (5040, 5100), (5640, 5640)]


def test_an_instant_counts_before_a_delay():
    call = {"sequence": 2, "arrives": 999, "arrives_at": MIDNIGHT + 4260}

    with_both = message(update("T0", [call], date=DATE))
    changes, _ = resolve(FeedIndex(compiled(network())), decode(with_both), at=MIDNIGHT)

    assert times(changes)[1] == (4260, 4320)


def test_what_is_early_was_early_before():
    changes, _ = live(update("T0", [{"sequence": 3, "arrives": -900}], date=DATE))

    assert times(changes) == [(3600, 3600), (3900, 3900), (3900, 3960), (4500, 4500)]


def test_no_vehicle_travels_back_in_time():
    calls = [{"sequence": 2, "arrives": 3000}, {"sequence": 3, "arrives": -3000}]

    changes, _ = live(update("T0", calls, date=DATE))

    flat = [moment for pair in times(changes) for moment in pair]
    assert flat == sorted(flat)


def test_where_nothing_is_known_the_timetable_holds_again():
    calls = [{"sequence": 1, "departs": 60}, {"sequence": 3, "state": NO_DATA}]

    changes, _ = live(update("T0", calls, date=DATE))

    assert times(changes) == [(3660, 3660), (4260, 4320), (4800, 4860), (5400, 5400)]


def test_a_skipped_stop_is_passed_with_the_delay_it_came_with():
    calls = [{"sequence": 1, "departs": 60}, {"stop": "S1", "state": SKIPPED}]

    changes, _ = live(update("T0", calls, date=DATE))

    assert changes.skipped.tolist() == [0, 1, 0, 0]
    assert times(changes)[3] == (5460, 5460)


def test_a_trip_as_a_whole_may_be_late():
    changes, _ = live(update("T0", date=DATE, delay=600))

    assert times(changes)[0] == (4200, 4200)
    assert times(changes)[3] == (6000, 6000)


def test_stops_are_found_by_id_too_and_on_a_loop_one_after_the_other():
    loop = FeedLine([0, 1, 0, 1], [FeedTrip(TIMES)])
    calls = [
        {"stop": "S0", "departs": 10},
        {"stop": "S1", "arrives": 20},
        {"stop": "S1", "arrives": 40},
    ]

    changes, unused = live(update("T0", calls, date=DATE), feed=compiled(network(lines=[loop])))

    assert unused == {}
    assert [
        late - planned for (late, _), (planned, _) in zip(times(changes), TIMES, strict=True)
    ] == [
        10,
        20,
        20,
        40,
    ]


def test_numbers_of_stops_are_those_that_were_published():
    feed = replace(
        compiled(network()), position_sequence=np.array([10, 20, 30, 40], dtype=np.int32)
    )

    changes, unused = live(update("T0", [{"sequence": 20, "arrives": 60}], date=DATE), feed=feed)

    assert unused == {}
    assert times(changes)[1] == (4260, 4320)


@pytest.mark.parametrize("state", ["CANCELED", "DELETED"])
def test_a_trip_is_cancelled_on_its_day(state):
    changes, _ = live(update("T1", date=DATE, state=state))

    assert (changes.trip.tolist(), changes.day.tolist(), changes.state.tolist()) == (
        [1],
        [FIRST_DATE],
        [1],
    )
    assert changes.find(1, FIRST_DATE) == 0
    assert changes.find(1, FIRST_DATE + 1) is None
    assert changes.find(0, FIRST_DATE) is None


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (
            MIDNIGHT + 86_400 + 1800,
            FIRST_DATE,
        ),  # half past midnight: yesterday's last trip is under way
        (MIDNIGHT + 2 * 86_400 - 4000, FIRST_DATE + 1),
    ],
)
def test_without_a_date_the_run_that_is_under_way_is_meant(at, day):
    changes, _ = live(update("T2", delay=60), at=at)

    assert changes.day.tolist() == [day]


def test_trips_by_headway_are_told_apart_by_their_start():
    feed = replace(compiled(network()), trip_text=np.array([0, 0, 0], dtype=np.int32))

    changes, _ = live(update("T0", date=DATE, time="01:30:00", delay=60), feed=feed)

    assert changes.trip.tolist() == [1]


@pytest.mark.parametrize(
    ("entity", "reason"),
    [
        (update("nobody", delay=5), "unknown_trip"),
        (update("T0", date="20200101", delay=5), "not_running"),
        (update("T2", date="20241006", delay=5), "not_running"),
        (update("T0", date=DATE), "nothing_said"),
        (update("T0", [{"stop": "elsewhere", "arrives": 5}], date=DATE, delay=0), "unknown_stop"),
        (update("T0", [{"sequence": 1, "departs_at": 2**39}], date=DATE), "absurd_time"),
    ],
)
def test_what_can_not_be_used_is_counted(entity, reason):
    _, unused = live(entity)

    assert unused == {reason: 1}


def test_changes_survive_being_packed():
    changes, _ = live(
        update("T0", [{"sequence": 2, "arrives": 120}], date=DATE),
        update("T1", date=DATE, state="CANCELED"),
    )

    again = LiveChanges.unpack(changes.pack())

    assert again.at == changes.at
    assert again.trip.tolist() == [0, 1]
    assert times(again) == times(changes)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data):
    with contextlib.suppress(BadMessage):
        resolve(FeedIndex(compiled(network())), decode(data), at=MIDNIGHT)


moment = st.integers(min_value=-(2**31), max_value=2**31 - 1)
call = st.fixed_dictionaries(
    {"sequence": st.integers(0, 6), "state": st.integers(0, 2)},
    optional={"arrives": moment, "departs": moment, "arrives_at": st.integers(-(2**62), 2**62)},
)


@given(st.lists(call, max_size=6), st.sampled_from(["T0", "T1", "T2"]))
def test_whatever_is_told_times_run_forward(calls, trip):
    changes, _ = live(update(trip, calls, date=DATE))

    for row in range(len(changes)):
        flat = [each for pair in times(changes, row) for each in pair]
        assert flat == sorted(flat)
