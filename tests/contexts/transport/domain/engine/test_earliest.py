from __future__ import annotations

import numpy as np
import pytest

from contexts.transport.domain.engine import Ends, Engine, Link, Request, Ride
from contexts.transport.domain.timetable.view import MAY_ALIGHT, MAY_BOARD, NEVER, View
from tests.contexts.transport.domain.engine import naive
from tests.contexts.transport.timetables import Line, Way, view_of


def found(
    view: View, access: Ends, egress: Ends, at: int = 0, **limits: object
) -> list[tuple[int, int]]:
    request = Request(access, egress, at, **limits)
    journeys = Engine(view).earliest(request)
    for journey in journeys:
        naive.check(view, request, journey)
    return [(journey.arrives, journey.rides) for journey in journeys]


def line(*times: int, stops: tuple[int, ...], **more: object) -> Line:
    return Line(stops, [[(time, time) for time in times]], **more)


def test_the_first_trip_that_can_be_caught_is_taken():
    view = view_of([Line([0, 1], [[(10, 10), (30, 30)], [(20, 20), (40, 40)]])], stops=2)

    assert found(view, Ends.of((0, 10)), Ends.of((1, 5)), at=0) == [(35, 1)]
    assert found(view, Ends.of((0, 10)), Ends.of((1, 5)), at=1) == [(45, 1)]
    assert found(view, Ends.of((0, 10)), Ends.of((1, 5)), at=11) == []


def test_a_journey_leaves_as_late_as_its_first_ride_lets_it():
    view = view_of(
        [line(100, 200, stops=(0, 1)), line(290, 400, stops=(2, 3))], [Way(1, 2, 90)], stops=4
    )

    (journey,) = Engine(view).earliest(Request(Ends.of((0, 30)), Ends.of((3, 7)), at=0))

    assert (journey.departs, journey.arrives, journey.access, journey.egress) == (70, 407, 0, 0)
    assert journey.legs == (
        Ride(pattern=0, trip=0, board=0, alight=1, departs=100, arrives=200),
        Link(link=0, from_stop=1, to_stop=2, seconds=90),
        Ride(pattern=1, trip=0, board=0, alight=1, departs=290, arrives=400),
    )


def test_the_front_holds_every_number_of_rides_that_arrives_earlier():
    view = view_of(
        [line(0, 900, stops=(0, 3)), line(0, 100, stops=(0, 1)), line(160, 300, stops=(1, 3))],
        stops=4,
    )

    assert found(view, Ends.of((0, 0)), Ends.of((3, 0))) == [(900, 1), (300, 2)]
    assert found(view, Ends.of((0, 0)), Ends.of((3, 0)), max_rides=1) == [(900, 1)]


def test_a_change_takes_the_stops_time_and_a_walk_takes_none_besides():
    lines = [line(0, 100, stops=(0, 1)), line(159, 300, stops=(1, 3)), line(110, 200, stops=(2, 3))]

    assert found(view_of(lines, stops=4, change_s=60), Ends.of((0, 0)), Ends.of((3, 0))) == []
    assert found(view_of(lines, stops=4, change_s=59), Ends.of((0, 0)), Ends.of((3, 0))) == [
        (300, 2)
    ]
    walked = view_of(lines, [Way(1, 2, 10)], stops=4, change_s=60)
    assert found(walked, Ends.of((0, 0)), Ends.of((3, 0))) == [(200, 2)]


def test_an_arrival_on_foot_does_not_hide_a_later_ride_that_walks_on():
    """Stop 2 is ready at 110 on foot from 1; the ride there at 105 is ready at 165 only, yet may walk on to 3."""
    view = view_of(
        [
            line(0, 100, stops=(0, 1)),
            line(0, 105, stops=(0, 2)),
            line(115, 200, stops=(3, 4)),
            line(110, 190, stops=(2, 5)),
        ],
        [Way(1, 2, 4), Way(2, 3, 10)],
        stops=6,
    )

    assert found(view, Ends.of((0, 0)), Ends.of((4, 0))) == [(200, 2)]
    assert found(view, Ends.of((0, 0)), Ends.of((5, 0))) == [(190, 2)]


def test_nobody_walks_twice_in_a_row_nor_at_either_end():
    view = view_of(
        [line(0, 10, stops=(0, 1)), line(50, 60, stops=(3, 4))],
        [Way(1, 2, 5), Way(2, 3, 5), Way(4, 5, 5), Way(6, 0, 0)],
        stops=7,
    )

    assert found(view, Ends.of((0, 0)), Ends.of((4, 0))) == []
    assert found(view, Ends.of((3, 0)), Ends.of((5, 0))) == []
    assert found(view, Ends.of((6, 0)), Ends.of((1, 0))) == []


def test_a_way_from_a_stop_to_itself_is_no_short_change():
    view = view_of(
        [line(0, 10, stops=(0, 1)), line(20, 30, stops=(1, 2))],
        [Way(1, 1, 0)],
        stops=3,
        change_s=60,
    )

    assert found(view, Ends.of((0, 0)), Ends.of((2, 0))) == []


def test_positions_forbid_boarding_and_alighting():
    no_boarding = line(0, 10, 20, stops=(0, 1, 2), may=[MAY_ALIGHT, 3, 3])
    no_alighting = line(0, 10, 20, stops=(0, 1, 2), may=[3, MAY_BOARD, 3])

    assert found(view_of([no_boarding], stops=3), Ends.of((0, 0)), Ends.of((2, 0))) == []
    assert found(view_of([no_boarding], stops=3), Ends.of((1, 0)), Ends.of((2, 0))) == [(20, 1)]
    assert found(view_of([no_alighting], stops=3), Ends.of((0, 0)), Ends.of((1, 0))) == []


def test_patterns_and_stops_may_be_ruled_out_and_are_ruled_in_again():
    view = view_of([line(0, 10, 20, stops=(0, 1, 2)), line(5, 40, stops=(0, 2))], stops=3)
    ends = Ends.of((0, 0)), Ends.of((2, 0))

    def flags(*values: int) -> np.ndarray:
        return np.array(values, dtype=np.uint8)

    assert found(view, *ends, pattern_allowed=flags(0, 1)) == [(40, 1)]
    assert found(view, *ends, stop_allowed=flags(1, 0, 1)) == [(20, 1)]
    assert found(view, *ends, stop_allowed=flags(1, 1, 0)) == []
    assert found(view, *ends, stop_allowed=flags(0, 1, 1)) == []
    assert found(view, *ends) == [(20, 1)]


def test_a_loop_serves_a_stop_twice():
    view = view_of([line(0, 10, 20, 30, stops=(0, 1, 0, 2))], stops=3)

    assert found(view, Ends.of((0, 0)), Ends.of((2, 0)), at=5) == [(30, 1)]
    assert found(view, Ends.of((1, 0)), Ends.of((0, 0)), at=5) == [(20, 1)]
    assert found(view, Ends.of((0, 0)), Ends.of((0, 0)), at=0) == [(20, 1)]


def test_the_better_of_two_rows_of_one_stop_is_taken():
    view = view_of([line(10, 20, stops=(0, 1))], stops=2)

    (journey,) = Engine(view).earliest(
        Request(Ends.of((0, 9), (0, 4)), Ends.of((1, 8), (1, 3)), at=5)
    )

    assert (journey.access, journey.egress, journey.departs, journey.arrives) == (1, 1, 6, 23)


@pytest.mark.parametrize("seed", range(8))
def test_the_front_is_what_the_plainest_search_finds(seed: int):
    random = np.random.default_rng(seed)
    for _ in range(60):
        view = naive.random_view(random)
        for _ in range(3):
            request = naive.random_request(random, view)
            rounds = naive.fewest_arrivals(view, request, request.at)
            expected = naive.front(naive.arrivals_at(request, rounds))
            answer = found(
                view,
                request.access,
                request.egress,
                request.at,
                max_rides=request.max_rides,
                pattern_allowed=request.pattern_allowed,
                stop_allowed=request.stop_allowed,
            )
            assert sorted(answer) == expected
            assert [rides for _, rides in answer] == sorted(rides for _, rides in answer)


@pytest.mark.parametrize("seed", range(4))
def test_reach_is_the_earliest_arrival_by_any_number_of_rides(seed: int):
    random = np.random.default_rng(seed)
    for _ in range(60):
        view = naive.random_view(random)
        drawn = naive.random_request(random, view)
        request = Request(drawn.access, drawn.egress, drawn.at, drawn.max_rides)
        rounds = naive.fewest_arrivals(view, request, request.at)

        reached = Engine(view).reach(request.access, request.at, request.max_rides)

        assert reached.tolist() == [min(times) for times in zip(*rounds, strict=True)]
        assert reached.dtype == np.int32
        assert (reached <= NEVER).all()
