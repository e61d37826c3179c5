"""Views cut from compiled feeds hold just the runs that they should, in an order without overtaking."""

from __future__ import annotations

import datetime as dt
import itertools
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contexts.transport.domain.timetable.cut import cut
from contexts.transport.domain.timetable.feed import CompiledFeed
from contexts.transport.domain.timetable.view import NO_PRODUCT, Units, View
from tests.contexts.transport.domain.timetable.reference import runs_of_feeds, runs_of_view
from tests.contexts.transport.feeds import FeedLine, FeedTrip, Network, columns, compiled

HOUR = 3600
DAY = 24 * HOUR
FAR_APART = [(0.0, 0.0), (0.0, 1.0), (0.0, 2.0)]
ZONES = ["UTC", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]


def day_of(year: int, month: int, day: int) -> int:
    return (dt.date(year, month, day) - dt.date(1970, 1, 1)).days


def there(*hours: float, lasts: float = 0.5, service: int = 0) -> list[FeedTrip]:
    return [
        FeedTrip([(int(h * HOUR),) * 2, (int((h + lasts) * HOUR),) * 2], service) for h in hours
    ]


def daily(trips: list[FeedTrip], *, days: int = 3, **facts) -> CompiledFeed:
    line = FeedLine([0, 1], trips)
    return compiled(Network(FAR_APART, [line], days=[[1] * days], **facts))


def cut_of(*feeds: CompiledFeed, start: int, hours: float = 24, near_m: int = 0) -> View:
    return cut(
        feeds,
        [columns(feed) for feed in feeds],
        start=start,
        end=start + int(hours * HOUR),
        units=Units(),
        near_m=near_m,
    )


def departures(view: View) -> list[int]:
    return sorted(run[4][0][1] for pattern in runs_of_view(view) for run in pattern)


class TestTheClock:
    def test_times_count_from_the_start(self):
        feed = daily(there(8), first_date=20_000, days=1)

        view = cut_of(feed, start=20_000 * DAY + 7 * HOUR)

        assert view.base == 20_000 * DAY + 7 * HOUR
        assert departures(view) == [HOUR]

    def test_what_is_on_the_way_at_the_start_is_there_with_times_before_it(self):
        feed = daily(there(8, lasts=5), days=1)

        view = cut_of(feed, start=20_000 * DAY + 10 * HOUR, hours=1)

        assert departures(view) == [-2 * HOUR]

    def test_what_is_over_or_begins_at_the_end_is_not(self):
        feed = daily(there(8, 10, lasts=0.5), days=1)

        view = cut_of(feed, start=20_000 * DAY + 9 * HOUR, hours=1)

        assert view.trips == 0
        assert view.patterns == 0

    def test_a_trip_after_midnight_belongs_to_the_day_before(self):
        feed = daily(there(25), days=1, first_date=20_000)

        view = cut_of(feed, start=20_001 * DAY)

        assert departures(view) == [HOUR]
        assert view.trip_day.tolist() == [20_000]

    def test_a_trip_that_runs_for_days_is_found_on_its_last(self):
        feed = daily(there(20, lasts=80), days=1, first_date=20_000)

        view = cut_of(feed, start=20_004 * DAY, hours=2)

        assert departures(view) == [20 * HOUR - 4 * DAY]

    @pytest.mark.parametrize(
        ("zone", "date", "hours_late"),
        [
            ("America/New_York", (2026, 3, 8), -1),
            ("America/New_York", (2026, 11, 1), 1),
            ("Europe/Madrid", (2026, 3, 29), -1),
            ("Europe/Madrid", (2026, 10, 25), 1),
            ("Europe/London", (2026, 3, 29), -1),
            ("Europe/London", (2026, 10, 25), 1),
            ("Australia/Lord_Howe", (2026, 10, 4), -0.5),
            ("Australia/Lord_Howe", (2026, 4, 5), 0.5),
            ("Asia/Kolkata", (2026, 3, 29), 0),
        ],
    )
    def test_on_the_days_of_change_times_count_from_noon(self, zone, date, hours_late):
        feed = daily(there(12, 0), days=1, first_date=day_of(*date), zone=zone)
        noon = int(dt.datetime(*date, 12, tzinfo=ZoneInfo(zone)).timestamp())
        midnight = int(dt.datetime(*date, 0, tzinfo=ZoneInfo(zone)).timestamp())

        view = cut_of(feed, start=noon - 14 * HOUR, hours=28)

        assert departures(view) == [2 * HOUR, 14 * HOUR]
        assert noon - 12 * HOUR - midnight == hours_late * HOUR

    def test_feeds_of_several_zones_share_one_clock(self):
        feeds = [daily(there(12), days=1, zone=zone) for zone in ("Asia/Kolkata", "Asia/Tokyo")]

        view = cut_of(*feeds, start=20_000 * DAY)

        assert departures(view) == [3 * HOUR, 6.5 * HOUR]
        assert view.pattern_feed.tolist() == [0, 1]
        assert view.stop_feed.tolist() == [0, 0, 0, 1, 1, 1]
        assert view.position_stop.tolist() == [0, 1, 3, 4]

    def test_outside_of_its_dates_a_feed_has_nothing(self):
        feed = daily(there(8))

        for start in (0, 30_000 * DAY, 20_003 * DAY):
            view = cut_of(feed, start=start)
            assert view.trips == 0
            assert view.stops == 3


class TestOvertaking:
    def test_a_faster_trip_gets_a_pattern_of_its_own(self):
        feed = daily([*there(8, 10, lasts=2), *there(8.5, lasts=0.5)], days=1)

        view = cut_of(feed, start=20_000 * DAY)

        assert [len(pattern) for pattern in runs_of_view(view)] == [2, 1]
        assert view.pattern_in_feed.tolist() == [0, 0]

    def test_across_service_days_too(self):
        feed = daily([*there(8, lasts=48), *there(9, lasts=1)], days=2)

        view = cut_of(feed, start=20_000 * DAY, hours=72)

        assert_without_overtaking(view)
        assert view.trips == 4

    def test_trips_of_two_days_are_merged_by_the_clock(self):
        feed = daily(there(1, 26, lasts=0.1), days=2)

        view = cut_of(feed, start=20_000 * DAY, hours=72)

        assert view.patterns == 1
        assert departures(view) == [HOUR, 25 * HOUR, 26 * HOUR, 50 * HOUR]

    def test_a_timetable_of_overtakers_is_cut_in_bounded_time(self):
        trips = [FeedTrip([(n, n), (20_000 - 2 * n,) * 2]) for n in range(3000)]
        feed = daily(trips, days=1)

        view = cut_of(feed, start=20_000 * DAY)

        assert view.patterns == 3000


class TestSeveralFeeds:
    def test_products_of_feeds_are_told_apart(self):
        feeds = [daily(there(8), days=1) for _ in range(3)]
        costs = [columns(feeds[0], product=1), columns(feeds[1]), columns(feeds[2], product=0)]

        view = cut(feeds, costs, start=20_000 * DAY, end=20_001 * DAY, units=Units(), near_m=0)

        assert view.pattern_product.tolist() == [1, NO_PRODUCT, 2]

    def test_no_feed_at_all_gives_an_empty_view(self):
        view = cut_of(start=0)

        assert (view.stops, view.patterns, view.trips, view.events) == (0, 0, 0, 0)
        assert view.stop_first_pattern.tolist() == [0]


@st.composite
def feeds(draw: st.DrawFn) -> CompiledFeed:
    stops = draw(st.integers(2, 4))
    days = draw(st.integers(1, 4))
    services = draw(st.integers(1, 3))
    runs = st.lists(st.integers(0, 1), min_size=days, max_size=days)
    lines = draw(st.lists(lines_between(stops, services), min_size=0, max_size=3))
    return compiled(
        Network(
            [(draw(st.floats(-60, 60)), draw(st.floats(-170, 170))) for _ in range(stops)],
            lines,
            days=[draw(runs) for _ in range(services)],
            first_date=day_of(2026, 3, 6) + draw(st.integers(0, 3)),
            zone=draw(st.sampled_from(ZONES)),
        )
    )


@st.composite
def lines_between(draw: st.DrawFn, stops: int, services: int) -> FeedLine:
    order = draw(st.lists(st.integers(0, stops - 1), min_size=1, max_size=4))
    trips = draw(st.lists(trips_along(len(order), services), max_size=6))
    return FeedLine(order, trips)


@st.composite
def trips_along(draw: st.DrawFn, stops: int, services: int) -> FeedTrip:
    hop = st.sampled_from([0, 0, 1, 600, HOUR, 9 * HOUR, 30 * HOUR])
    now = draw(st.sampled_from([0, HOUR, 8 * HOUR, 8 * HOUR + 600, 23 * HOUR, 25 * HOUR]))
    times = []
    for _ in range(stops):
        departs = now + draw(hop)
        times.append((now, departs))
        now = departs + draw(hop)
    return FeedTrip(times, draw(st.integers(0, services - 1)))


class TestAgainstTheSlowWay:
    @settings(max_examples=100, deadline=None)
    @given(
        st.lists(feeds(), min_size=1, max_size=3),
        st.integers(-2 * DAY, 6 * DAY),
        st.integers(0, 3 * DAY),
    )
    def test_the_same_runs_are_found(self, drawn, offset, length):
        start = day_of(2026, 3, 7) * DAY + offset

        view = cut_of(*drawn, start=start, hours=length / HOUR)

        patterns = runs_of_view(view)
        found = [run for pattern in patterns for run in pattern]
        assert set(found) == runs_of_feeds(drawn, start=start, end=start + length)
        assert len(found) == len(set(found)) == view.trips
        assert_without_overtaking(view)
        assert_positions(view, drawn)


def assert_without_overtaking(view: View) -> None:
    for pattern in runs_of_view(view):
        assert pattern, "a pattern without trips"
        for before, after in itertools.pairwise(pattern):
            for (a, d), (later_a, later_d) in zip(before[4], after[4], strict=True):
                assert a <= later_a
                assert d <= later_d


def assert_positions(view: View, drawn: list[CompiledFeed]) -> None:
    offsets = np.concatenate([[0], np.cumsum([feed.stops for feed in drawn])])
    served: list[list[tuple[int, int]]] = [[] for _ in range(view.stops)]
    for pattern in range(view.patterns):
        feed = drawn[view.pattern_feed[pattern]]
        own = view.pattern_in_feed[pattern]
        here = slice(view.pattern_first[pattern], view.pattern_first[pattern + 1])
        there_ = slice(feed.pattern_first[own], feed.pattern_first[own + 1])
        stops = feed.position_stop[there_] + offsets[view.pattern_feed[pattern]]
        assert view.position_stop[here].tolist() == stops.tolist()
        assert (
            view.position_criteria[here].tolist()
            == columns(feed).position_criteria[there_].tolist()
        )
        for position, stop in enumerate(stops):
            served[stop].append((pattern, position))
    for stop in range(view.stops):
        rows = slice(view.stop_first_pattern[stop], view.stop_first_pattern[stop + 1])
        found = zip(
            view.stop_pattern[rows].tolist(),
            view.stop_pattern_position[rows].tolist(),
            strict=True,
        )
        assert list(found) == sorted(served[stop])
