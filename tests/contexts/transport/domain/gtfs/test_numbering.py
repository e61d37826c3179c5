"""How a feed numbers the stops of its trips: live updates name stops so."""

from __future__ import annotations

import numpy as np

from contexts.transport.domain.realtime import FeedIndex, decode, resolve
from contexts.transport.domain.timetable.view import ESTIMATED
from tests.contexts.transport.domain.gtfs.tables import (
    CLEAN,
    check,
    compiled,
    read,
    runs,
    with_stop_times,
    with_table,
)
from tests.contexts.transport.domain.realtime.messages import message, update

HEADER = "trip_id,arrival_time,departure_time,stop_id,stop_sequence"
TENS = [
    HEADER,
    "t1,08:00:00,08:00:00,s1,10",
    "t1,08:20:00,08:20:00,s3,20",
    "t1,08:40:00,08:40:00,s4,70",
    "t2,07:00:00,07:00:00,s1,1",
    "t2,07:20:00,07:20:00,s3,2",
    "t2,07:40:00,07:40:00,s4,3",
]
DATE = "20260105"
INDIA_S = 19_800


def test_stops_that_simply_count_need_no_numbers():
    assert compiled(CLEAN).position_sequence is None


def test_trips_that_are_numbered_otherwise_are_a_pattern_of_their_own():
    feed = compiled(with_table("stop_times.txt", *TENS))

    check(feed)
    assert feed.patterns == 2
    assert feed.position_sequence is not None
    assert sorted(feed.position_sequence.tolist()) == [1, 2, 3, 10, 20, 70]


def test_rows_that_were_dropped_leave_their_numbers_out():
    rows = ["08:00:00,08:00:00,s1,1", "08:10:00,08:10:00,lost,2", "08:20:00,08:20:00,s3,3"]
    feed = compiled(with_stop_times("t1", *rows))

    assert feed.position_sequence is not None
    assert feed.position_sequence.tolist() == [1, 3]


def test_live_updates_find_stops_by_the_numbers_of_the_feed():
    feed = compiled(with_table("stop_times.txt", *TENS))
    midnight = (feed.first_date * 86_400) - INDIA_S
    calls = {"t1": {"sequence": 20, "arrives": 300}, "t2": {"sequence": 2, "arrives": 60}}
    updates = [update(trip, [call], date=DATE) for trip, call in calls.items()]

    changes, unused = resolve(
        FeedIndex(feed), decode(message(*updates, at=midnight)), at=midnight + 7 * 3600
    )

    assert unused == {}
    late = {}
    for row, trip in enumerate(changes.trip):
        name = feed.trip_ids[int(feed.trip_text[int(trip)])]
        part = slice(int(changes.first[row]), int(changes.first[row + 1]))
        late[name] = changes.arrivals[part] - [arrives for _, arrives, _ in runs(feed)[name]]
    assert {name: seconds.tolist() for name, seconds in late.items()} == {
        "t1": [0, 300, 300],
        "t2": [0, 60, 60],
    }


def test_trips_without_a_promised_time_are_estimated():
    feed = compiled(
        with_table(
            "stop_times.txt",
            f"{HEADER},timepoint",
            "t1,08:00:00,08:00:00,s1,1,0",
            "t1,08:40:00,08:40:00,s4,2,0",
            "t2,07:00:00,07:00:00,s1,1,1",
            "t2,07:20:00,07:20:00,s3,2,0",
            "t3,09:00:00,09:00:00,s1,1,",
            "t3,09:30:00,09:30:00,s2,2,",
        )
    )
    names = [feed.trip_ids[int(text)] for text in feed.trip_text]
    flags = np.repeat(feed.pattern_flags, np.diff(feed.pattern_first_trip)) & ESTIMATED

    assert dict(zip(names, flags.astype(bool).tolist(), strict=True)) == {
        "t1": True,
        "t2": False,
        "t3": False,
    }


def test_marks_of_promised_times_without_usable_trips_harm_nothing():
    rows = [f"{HEADER},timepoint", "t1,08:00:00,08:00:00,s1,1,7"]

    assert read(with_table("stop_times.txt", *rows)).feed is None
