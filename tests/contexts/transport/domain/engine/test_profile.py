from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from contexts.transport.domain.engine import Ends, Engine, Journey, Request
from contexts.transport.domain.timetable.view import View
from tests.contexts.transport.domain.engine import naive
from tests.contexts.transport.timetables import Line, view_of


def searched(view: View, request: Request, window_s: int) -> list[Journey]:
    journeys = Engine(view).profile(request, window_s)
    for journey in journeys:
        naive.check(view, request, journey)
    return journeys


def every(minutes: range, seconds: int, stops: tuple[int, int]) -> Line:
    return Line(stops, [[(m * 60, m * 60), (m * 60 + seconds,) * 2] for m in minutes])


def test_every_departure_of_the_window_is_a_journey_and_none_outside_it():
    view = view_of([every(range(0, 100, 10), 300, (0, 1))], stops=2)

    journeys = searched(view, Request(Ends.of((0, 60)), Ends.of((1, 0)), at=540), 1200)

    assert [journey.departs for journey in journeys] == [540, 1140, 1740]
    assert [journey.arrives for journey in journeys] == [900, 1500, 2100]


def test_who_leaves_earlier_and_arrives_no_earlier_is_left_out():
    slow = Line((0, 1), [[(0, 0), (900, 900)]])
    quick = Line((0, 1), [[(100, 100), (900, 900)]])
    view = view_of([slow, quick], stops=2)

    journeys = searched(view, Request(Ends.of((0, 0)), Ends.of((1, 0)), at=0), 3600)

    assert [(journey.departs, journey.arrives) for journey in journeys] == [(100, 900)]


def test_what_leaves_after_the_window_hides_nothing_in_it():
    view = view_of(
        [Line((0, 1), [[(0, 0), (900, 900)]]), Line((0, 1), [[(70, 70), (80, 80)]])], stops=2
    )
    request = Request(Ends.of((0, 0)), Ends.of((1, 0)), at=0)

    assert [journey.arrives for journey in searched(view, request, 69)] == [900]
    assert [journey.arrives for journey in searched(view, request, 70)] == [80]


def test_more_journeys_than_room_is_given_for_are_all_found():
    view = view_of([every(range(1500), 30, (0, 1))], stops=2)
    engine = Engine(view)

    journeys = engine.profile(Request(Ends.of((0, 0)), Ends.of((1, 0)), at=0, max_rides=1), 10**6)

    assert len(journeys) == 1500
    assert engine.retries > 0


@pytest.mark.parametrize("seed", range(8))
def test_the_profile_is_what_the_plainest_search_finds(seed: int):
    random = np.random.default_rng(100 + seed)
    for _ in range(40):
        view = naive.random_view(random)
        request, window_s = naive.random_request(random, view), int(random.integers(0, 80))

        journeys = searched(view, request, window_s)

        points = [(-journey.departs, journey.arrives, journey.rides) for journey in journeys]
        assert sorted(points) == naive.profile(view, request, window_s)
        assert [journey.departs for journey in journeys] == sorted(j.departs for j in journeys)


@pytest.mark.parametrize("seed", range(2))
def test_searches_leave_nothing_behind_for_the_next(seed: int):
    """One thread's memory serves views of any size: answers equal those of a fresh process, whatever came before."""
    random = np.random.default_rng(200 + seed)
    for _ in range(60):
        view = naive.random_view(random)
        request = naive.random_request(random, view)
        engine = Engine(view)
        first = engine.earliest(request), engine.profile(request, 60)
        assert (engine.earliest(request), engine.profile(request, 60)) == first


@pytest.mark.parametrize("by", [-(10**6), 10**6])
def test_times_before_the_base_and_long_after_it_are_times_like_others(by: int):
    random = np.random.default_rng(300)
    for _ in range(40):
        view = naive.random_view(random)
        request = naive.random_request(random, view)
        moved = replace(view, arrivals=view.arrivals + by, departures=view.departures + by)
        later = replace(request, at=request.at + by)

        for search in (Engine.earliest, Engine.profile):
            found = [(j.departs, j.arrives, j.rides) for j in search(Engine(moved), later)]
            before = [(j.departs, j.arrives, j.rides) for j in search(Engine(view), request)]
            assert found == [(left + by, reached + by, rides) for left, reached, rides in before]
