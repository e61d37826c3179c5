"""Stop times, frequencies and calendars: what runs when."""

from __future__ import annotations

import numpy as np
import pytest

from contexts.transport.domain.gtfs import Limits, Severity
from contexts.transport.domain.timetable.view import (
    BICYCLES,
    BY_HEADWAY,
    MAY_ALIGHT,
    MAY_BOARD,
    WHEELCHAIR,
)
from tests.contexts.transport.domain.gtfs.tables import (
    CLEAN,
    check,
    codes,
    compiled,
    read,
    runs,
    texts,
    with_rows,
    with_stop_times,
    with_table,
)

HOUR = 3600


def test_a_clean_feed_has_its_times_and_nothing_to_say() -> None:
    reading = read(CLEAN)
    assert reading.notices == []
    feed = reading.feed
    assert feed is not None
    check(feed)
    assert runs(feed)["t1"] == [
        ("s1", 8 * HOUR, 8 * HOUR),
        ("s2", 29400, 29460),
        ("s3", 30000, 30000),
        ("s4", 31200, 31200),
    ]
    assert (feed.patterns, feed.trips, feed.zone) == (2, 3, "Asia/Kolkata")
    assert (feed.publisher, feed.language) == ("Hill Buses", "en")


def test_trips_of_a_pattern_are_sorted_by_departure() -> None:
    feed = compiled(CLEAN)
    assert [feed.trip_ids[int(text)] for text in feed.trip_text] == ["t2", "t1", "t3"]


def test_rows_in_any_order_give_the_same_trips() -> None:
    header, *rows = str(CLEAN["stop_times.txt"]).splitlines()
    shuffled = [rows[int(index)] for index in np.random.default_rng(7).permutation(len(rows))]
    feed = compiled(with_table("stop_times.txt", header, *shuffled))
    assert runs(feed) == runs(compiled(CLEAN))


def test_blank_times_are_shared_out_by_distance() -> None:
    tables = with_stop_times(
        "t1", "08:00:00,08:00:00,s1,1", ",,s2,2", ",,s3,3", "08:10:00,08:10:00,s4,4"
    )
    reading = read(tables)
    assert reading.feed is not None
    # The stops lie on a meridian at 23.80, 23.81, 23.84 and 23.90: a tenth, four tenths, all of the way.
    times = [arrival - 8 * HOUR for _, arrival, _ in runs(reading.feed)["t1"]]
    assert times == pytest.approx([0, 60, 240, 600], abs=1)
    assert reading.totals["stop_times_interpolated", Severity.INFO, "stop_times.txt"] == 2


def test_blank_times_follow_the_published_distances_where_there_are_any() -> None:
    header = "trip_id,arrival_time,departure_time,stop_id,stop_sequence,shape_dist_traveled"
    rows = ["t1,08:00:00,08:00:00,s1,1,0", "t1,,,s2,2,5", "t1,08:10:00,08:10:00,s3,3,10"]
    feed = compiled(with_table("stop_times.txt", header, *rows))
    assert [arrival - 8 * HOUR for _, arrival, _ in runs(feed)["t1"]] == [0, 300, 600]


def test_blank_times_between_stops_at_one_place_are_shared_out_evenly() -> None:
    tables = with_stop_times("t1", "08:00:00,08:00:00,s1,1", ",,s1,2", "08:10:00,08:10:00,s1,3")
    assert [t - 8 * HOUR for _, t, _ in runs(compiled(tables))["t1"]] == [0, 300, 600]


def test_after_midnight_and_short_hours() -> None:
    feed = compiled(with_stop_times("t1", "9:05:00,9:05:00,s1,1", "26:00:00,26:00:00,s2,2"))
    assert runs(feed)["t1"] == [("s1", 32700, 32700), ("s2", 26 * HOUR, 26 * HOUR)]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (["08:00:00,08:00:00,s1,1"], "unusable_trip"),
        ([",,s1,1", "08:00:00,08:00:00,s2,2"], "missing_trip_edge"),
        (["08:00:00,08:00:00,s1,1", ",,s2,2"], "missing_trip_edge"),
        (
            ["08:00:00,08:00:00,s1,1", "07:59:59,08:10:00,s2,2"],
            "stop_time_with_arrival_before_previous_departure_time",
        ),
        (["08:00:00,08:00:00,s1,1", "300:00:00,300:00:00,s2,2"], "invalid_time"),
        (["8 o'clock,08:00:00,s1,1", "x,y,s2,2"], "invalid_time"),
        (["08:00:00,08:00:00,nowhere,1", "08:10:00,08:10:00,s2,2"], "foreign_key_violation"),
        (["08:00:00,08:00:00,s1,x", "08:10:00,08:10:00,s2,2"], "invalid_integer"),
        (["08:00:00,08:00:00,s1,-1", "08:10:00,08:10:00,s2,2"], "number_out_of_range"),
    ],
)
def test_a_trip_that_cannot_run_is_dropped_and_the_rest_stays(rows: list[str], code: str) -> None:
    kept = ["t3,09:00:00,09:00:00,s1,1", "t3,09:30:00,09:30:00,s3,2"]
    header = "trip_id,arrival_time,departure_time,stop_id,stop_sequence"
    reading = read(with_table("stop_times.txt", header, *(f"t1,{row}" for row in rows), *kept))
    assert reading.feed is not None
    assert set(runs(reading.feed)) == {"t3"}
    assert code in codes(reading)
    check(reading.feed)


def test_notices_name_the_row() -> None:
    rows = ["08:00:00,08:10:00,s1,1", "08:09:00,08:09:00,s2,2", "08:20:00,08:20:00,s3,3"]
    reading = read(with_stop_times("t1", *rows))
    code = "stop_time_with_arrival_before_previous_departure_time"
    assert [(n.file, n.row) for n in reading.notices if n.code == code] == [("stop_times.txt", 3)]


def test_single_times_and_early_departures_are_mended() -> None:
    rows = ["08:00:00,,s1,1", "08:10:00,08:09:00,s2,2", ",08:20:00,s3,3"]
    reading = read(with_stop_times("t1", *rows))
    assert reading.feed is not None
    assert runs(reading.feed)["t1"][1] == ("s2", 29400, 29400)
    assert (
        reading.totals[
            "stop_time_with_only_arrival_or_departure_time", Severity.ERROR, "stop_times.txt"
        ]
        == 2
    )
    assert "stop_time_with_departure_before_arrival_time" in codes(reading)


def test_a_sequence_number_twice_keeps_the_first() -> None:
    rows = ["08:00:00,08:00:00,s1,1", "08:10:00,08:10:00,s2,2", "08:11:00,08:11:00,s3,2"]
    reading = read(with_stop_times("t1", *rows))
    assert reading.feed is not None
    assert [name for name, _, _ in runs(reading.feed)["t1"]] == ["s1", "s2"]
    assert "duplicate_key" in codes(reading)


def test_where_one_may_board_and_alight() -> None:
    header = "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type"
    times = [
        "08:00:00,08:00:00,s1,1",
        "08:10:00,08:10:00,s2,2",
        "08:20:00,08:20:00,s3,3",
        "08:30:00,08:30:00,s4,4",
    ]
    rules = ["0,0", "1,0", "0,1", ","]
    reading = read(
        with_table(
            "stop_times.txt", header, *(f"t1,{a},{b}" for a, b in zip(times, rules, strict=True))
        )
    )
    assert reading.feed is not None
    assert reading.feed.position_flags.tolist() == [MAY_BOARD, MAY_ALIGHT, MAY_BOARD, MAY_ALIGHT]


def test_trips_that_differ_in_what_matters_are_patterns_of_their_own() -> None:
    header = "route_id,service_id,trip_id,wheelchair_accessible,bikes_allowed"
    tables = with_table("trips.txt", header, "r1,week,t1,1,0", "r1,week,t2,2,1", "r2,week,t3,,")
    feed = compiled(tables)
    assert feed.patterns == 3
    assert sorted(feed.pattern_flags.tolist()) == [0, WHEELCHAIR, BICYCLES]


def test_stop_sequences_as_published_are_kept_unless_they_count() -> None:
    assert compiled(CLEAN).position_sequence is None
    tables = with_stop_times("t1", "08:00:00,08:00:00,s1,5", "08:10:00,08:10:00,s2,10")
    sequence = compiled(tables).position_sequence
    assert sequence is not None
    assert sequence.tolist() == [5, 10]


def frequencies(*rows: str) -> dict:
    return with_table(
        "frequencies.txt", "trip_id,start_time,end_time,headway_secs,exact_times", *rows
    )


@pytest.mark.parametrize(
    ("exact", "flags", "headway"), [("1", 0, 0), ("0", BY_HEADWAY, 600), ("", BY_HEADWAY, 600)]
)
def test_frequencies_are_spelled_out(exact: str, flags: int, headway: int) -> None:
    feed = compiled(frequencies(f"t1,10:00:00,10:30:00,600,{exact}"))
    check(feed)
    starts = [times[0][1] for name, times in runs(feed).items() if name.startswith("t1")]
    assert starts == [10 * HOUR, 10 * HOUR + 600, 10 * HOUR + 1200]
    assert runs(feed)["t1#2"][3] == ("s4", 10 * HOUR + 600 + 2400, 10 * HOUR + 600 + 2400)
    numbers = np.flatnonzero([feed.trip_ids[int(text)] == "t1" for text in feed.trip_text])
    assert set(feed.trip_headway_s[numbers].tolist()) == {headway}
    pattern = int(np.searchsorted(feed.pattern_first_trip, numbers[0], side="right")) - 1
    assert feed.pattern_flags[pattern] == flags
    assert sorted(texts(feed.trip_ids)) == ["t1", "t2", "t3"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("t1,10:00:00,10:00:00,600,0", "start_and_end_range_equal"),
        ("t1,10:00:00,09:00:00,600,0", "start_and_end_range_out_of_order"),
        ("t1,10:00:00,11:00:00,0,0", "number_out_of_range"),
        ("t1,10:00:00,11:00:00,-5,0", "number_out_of_range"),
        ("t9,10:00:00,11:00:00,600,0", "foreign_key_violation"),
        ("t1,10:00:00,999:00:00,600,0", "invalid_time"),
    ],
)
def test_frequencies_that_mean_nothing_are_dropped(row: str, code: str) -> None:
    reading = read(frequencies(row))
    assert reading.feed is not None
    assert set(runs(reading.feed)) == {"t1", "t2", "t3"}
    assert code in codes(reading)


def test_overlapping_frequencies_keep_the_earlier() -> None:
    reading = read(frequencies("t1,10:00:00,11:00:00,1800,0", "t1,10:30:00,12:00:00,1800,0"))
    assert reading.feed is not None
    assert "overlapping_frequency" in codes(reading)
    assert reading.feed.trips == 4


def test_ten_million_trips_by_frequency_are_refused() -> None:
    rows = [f"t1,{hour}:00:00,{hour + 1}:00:00,1,1" for hour in range(200)]
    reading = read(frequencies(*rows), Limits(trips=100_000))
    assert reading.feed is None
    assert "too_many_rows" in codes(reading)


def days_of(tables: dict) -> list[str]:
    """Return the dates of the first trip."""
    feed = compiled(tables)
    trip = int(np.flatnonzero(feed.trip_text == texts(feed.trip_ids).index("t1"))[0])
    dates = range(feed.first_date, feed.first_date + feed.days)
    return [str(np.datetime64(date, "D")) for date in dates if feed.runs_on(trip, date)]


def test_weekdays_between_two_dates() -> None:
    expected = [f"2026-01-{day:02}" for day in (5, 6, 7, 8, 9, 12, 13, 14, 15, 16)]
    assert days_of(CLEAN) == expected


def test_exceptions_add_and_remove() -> None:
    tables = with_table(
        "calendar_dates.txt", "service_id,date,exception_type", "week,20260110,1", "week,20260105,2"
    )
    assert "2026-01-10" in days_of(tables)
    assert "2026-01-05" not in days_of(tables)


def test_dates_alone_are_a_calendar() -> None:
    tables = with_table("calendar_dates.txt", "service_id,date,exception_type", "week,20260110,1")
    del tables["calendar.txt"]
    assert days_of(tables) == ["2026-01-10"]


def test_the_year_9999_takes_no_room() -> None:
    table = str(CLEAN["calendar.txt"]).replace("20260118", "99991231")
    reading = read({**CLEAN, "calendar.txt": table})
    assert reading.feed is not None
    assert reading.feed.days <= Limits().days
    assert str(np.datetime64(reading.feed.first_date, "D")) == "2026-01-05"
    assert "service_dates_out_of_range" in codes(reading)


@pytest.mark.parametrize(
    "row", ["week,0,0,0,0,0,0,0,20260105,20260118", "week,1,1,1,1,1,1,1,20260118,20260105"]
)
def test_a_feed_that_never_runs_is_unusable(row: str) -> None:
    header = str(CLEAN["calendar.txt"]).splitlines()[0]
    reading = read(with_table("calendar.txt", header, row))
    assert reading.feed is None
    assert "feed_without_service" in codes(reading)


def test_a_trip_of_an_unknown_service_or_route_is_dropped() -> None:
    reading = read(with_rows("trips.txt", "r1,never,t8,x", "r9,week,t9,x"))
    assert reading.totals["foreign_key_violation", Severity.ERROR, "trips.txt"] == 2
    assert reading.feed is not None


def test_a_trip_without_stop_times_is_noted() -> None:
    assert "unused_trip" in codes(read(with_rows("trips.txt", "r1,week,t9,x")))


def test_a_trip_without_end_is_dropped() -> None:
    rows = [f"t1,08:00:00,08:00:00,s{1 + number % 3},{number}" for number in range(12)]
    rows += ["t2,08:00:00,08:00:00,s1,1", "t2,08:10:00,08:10:00,s2,2"]
    header = "trip_id,arrival_time,departure_time,stop_id,stop_sequence"
    reading = read(with_table("stop_times.txt", header, *rows), Limits(trip_stops=10))
    assert reading.feed is not None
    assert set(runs(reading.feed)) == {"t2"}
    assert ("unusable_trip", Severity.ERROR, "stop_times.txt") in reading.totals
