"""Feeds side by side: walks between them, check-in at airports, roads between hubs."""

from __future__ import annotations

from typing import Any

import pytest

from contexts.transport.domain.modes import Mode
from contexts.transport.domain.timetable.links import Terms
from contexts.transport.domain.timetable.network import Joining, Network, network_of
from contexts.transport.domain.timetable.view import Units
from tests.contexts.transport import feeds as made
from tests.contexts.transport.feeds import FeedLine, FeedTrip, columns, compiled

TERMS = Terms(hubs_each=1)
NORTH = 1 / 111_195
"""Degrees of latitude in a metre."""


def feed_at(*metres: float, mode: Mode = Mode.BUS, links: Any = (), trips: int = 1):
    """Return a feed whose stops lie so far north of a point, all on one line."""
    times = [(at * 600, at * 600) for at in range(len(metres))]
    line = FeedLine(list(range(len(metres))), [FeedTrip(times)] * trips, mode)
    return compiled(made.Network([(m * NORTH, 77.0) for m in metres], [line], links=links))


def joined(*feeds, **joining) -> Network:
    return network_of(
        feeds,
        [columns(feed) for feed in feeds],
        units=Units(),
        joining=Joining(**{"terms": TERMS, **joining}),
    )


def ways(network: Network) -> list[tuple[int, int, int, Mode]]:
    links = network.links
    columns_ = (links.origin.tolist(), links.to.tolist(), links.seconds.tolist(), links.mode)
    return [(a, b, s, Mode(mode)) for a, b, s, mode in zip(*columns_, strict=True)]


class TestWalks:
    def test_near_stops_are_joined_both_ways_if_their_feeds_differ(self):
        network = joined(feed_at(0, 100, 9000), feed_at(300, 5000), near_m=400)

        assert ways(network) == [
            (0, 3, 325, Mode.WALK),
            (1, 3, 217, Mode.WALK),
            (3, 0, 325, Mode.WALK),
            (3, 1, 217, Mode.WALK),
        ]

    def test_the_bound_is_kept(self):
        network = joined(feed_at(0, 9000), feed_at(401, 15_000), near_m=400)

        assert ways(network) == []

    def test_stops_that_nothing_serves_are_not_joined(self):
        unserved = compiled(made.Network([(0.0, 77.0)], []))

        assert ways(joined(feed_at(0, 9000), unserved)) == []

    def test_links_of_feeds_keep_their_criteria_and_move_with_their_stops(self):
        own = feed_at(0, 50_000, links=[(0, 1, 70), (1, 0, 80)])
        network = joined(feed_at(90_000, 99_000), own)

        assert ways(network) == [(2, 3, 70, Mode.WALK), (3, 2, 80, Mode.WALK)]
        assert network.links.criteria.tolist() == [[0, 1, 2], [3, 4, 5]]

    def test_the_date_line_and_poles_are_no_borders(self):
        line = FeedLine([0, 0], [FeedTrip([(0, 0), (9, 9)])])
        east = compiled(made.Network([(0.0, 179.9995)], [line]))
        west = compiled(made.Network([(0.0, -179.9995)], [line]))

        assert [way[:2] for way in ways(joined(east, west))] == [(0, 1), (1, 0)]

    def test_walks_cost_what_roads_say(self):
        network = joined(
            feed_at(0, 9000),
            feed_at(100, 19_000),
            road=lambda mode, metres, seconds: (int(mode), metres, seconds),
        )

        assert network.links.criteria.tolist() == [[0, 130, 108]] * 2


class TestAirports:
    def test_getting_in_and_out_takes_its_time(self):
        network = joined(feed_at(0, 900_000, mode=Mode.FLIGHT), feed_at(120, 5000))

        assert network.stop_check_in_s.tolist() == [3600, 3600, 0, 0]
        assert network.stop_exit_s.tolist() == [1200, 1200, 0, 0]
        assert ways(network)[0] == (0, 2, 130 + 1200, Mode.WALK)
        assert next(way for way in ways(network) if way[0] == 2) == (2, 0, 130 + 3600, Mode.WALK)

    def test_across_a_border_it_takes_longer(self):
        flights = feed_at(0, 900_000, 1_800_000, mode=Mode.FLIGHT)
        network = joined(flights, countries=(["IN", "IN", "BD"],))
        inland = joined(flights, countries=(["IN", "IN", "IN"],))

        assert network.stop_check_in_s.tolist() == [5400] * 3
        assert network.stop_exit_s.tolist() == [1800] * 3
        assert inland.stop_check_in_s.tolist() == [3600] * 3

    def test_times_are_parameters(self):
        network = joined(
            feed_at(0, 900_000, mode=Mode.FLIGHT), terms=Terms(check_in_s=10, exit_s=20)
        )

        assert network.stop_check_in_s.tolist() == [10, 10]
        assert network.stop_exit_s.tolist() == [20, 20]


class TestRoads:
    def test_an_airport_is_joined_to_the_nearest_and_the_busiest_hub(self):
        flights = feed_at(0, 900_000, mode=Mode.FLIGHT)
        lines = [
            FeedLine([0, 3], [FeedTrip([(0, 0), (9, 9)])]),
            FeedLine([1, 3], [FeedTrip([(0, 0), (9, 9)])]),
            FeedLine([2, 3], [FeedTrip([(0, 0), (9, 9)])] * 5),
        ]
        places = [(metres * NORTH, 77.0) for metres in (5000, 10_000, 20_000, 300_000)]
        trains = compiled(made.Network(places, lines))

        found = [way[:2] for way in ways(joined(flights, trains)) if way[0] < way[1]]

        assert found == [(0, 2), (0, 4)]

    def test_driving_takes_time_and_the_wait_for_a_taxi(self):
        network = joined(feed_at(0, 900_000, mode=Mode.FLIGHT), feed_at(10_000, 300_000))

        seconds = 300 + round(8000 / 7 + 5000 / 14)
        assert ways(network) == [
            (0, 2, seconds + 1200, Mode.TAXI),
            (2, 0, seconds + 3600, Mode.TAXI),
        ]

    def test_no_road_is_longer_than_the_bound(self):
        network = joined(feed_at(0, 900_000, mode=Mode.FLIGHT), feed_at(41_000, 300_000))

        assert ways(network) == []

    @pytest.mark.parametrize(
        ("long_distance", "found"), [({0, 1}, [(0, 2), (2, 0)]), ({0}, []), (set(), [])]
    )
    def test_hubs_of_two_long_distance_feeds_are_joined_without_an_airport(
        self, long_distance, found
    ):
        network = joined(
            feed_at(0, 90_000),
            feed_at(8000, 300_000),
            long_distance=frozenset(long_distance),
        )

        assert [way[:2] for way in ways(network)] == found
