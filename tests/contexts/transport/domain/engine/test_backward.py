from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from contexts.transport.domain.engine import Ends, Engine, Link, Request, Ride
from contexts.transport.domain.engine.backward import reversed_view, turned
from contexts.transport.domain.timetable.view import View
from tests.contexts.transport.domain.engine import naive
from tests.contexts.transport.timetables import Line, Way, view_of


def test_a_journey_that_arrives_in_time_leaves_as_late_as_it_can():
    view = view_of([Line([0, 1], [[(t, t), (t + 50, t + 50)] for t in (0, 100, 200)])], stops=2)
    request = Request(Ends.of((0, 10)), Ends.of((1, 5)), at=205)

    (journey,) = Engine(view).latest(request)

    assert (journey.departs, journey.arrives) == (90, 155)
    assert journey.legs == (Ride(0, trip=1, board=0, alight=1, departs=100, arrives=150),)
    assert Engine(view).latest(replace(request, at=54)) == []


def test_legs_are_told_in_forward_terms():
    first = Line((0, 1), [[(0, 0), (100, 120)], [(50, 50), (150, 170)]])
    second = Line((3, 2, 4), [[(0, 0), (300, 310), (400, 400)]])
    view = view_of([first, second], [Way(0, 1, 1), Way(1, 2, 90)], stops=5)

    (journey,) = Engine(view).latest(Request(Ends.of((0, 0)), Ends.of((4, 0)), at=500))

    assert journey.legs == (
        Ride(pattern=0, trip=1, board=0, alight=1, departs=50, arrives=150),
        Link(link=1, from_stop=1, to_stop=2, seconds=90),
        Ride(pattern=1, trip=0, board=1, alight=2, departs=310, arrives=400),
    )


@pytest.mark.parametrize("seed", range(4))
def test_a_view_turned_twice_is_itself(seed: int):
    view = naive.random_view(np.random.default_rng(300 + seed))
    once = reversed_view(view)

    twice = reversed_view(once.view)

    # Times are counted from the last event of the mirror, whose time 0 is the view's last.
    moved = once.span - twice.span
    again = replace(
        twice.view, arrivals=twice.view.arrivals + moved, departures=twice.view.departures + moved
    )
    for field in fields(View):
        if field.name not in {"link_to", "link_s"}:
            assert np.array_equal(getattr(again, field.name), getattr(view, field.name)), field.name
    assert sorted(once.link[twice.link]) == list(range(len(view.link_to)))


@pytest.mark.parametrize("seed", range(6))
def test_the_latest_departure_is_that_of_the_plainest_search(seed: int):
    random = np.random.default_rng(400 + seed)
    for _ in range(40):
        view = naive.random_view(random)
        request = naive.random_request(random, view)
        request = replace(request, at=request.at + 40)

        journeys = Engine(view).latest(request)

        for journey in journeys:
            naive.check(view, request, journey)
            assert journey.arrives <= request.at
        leaving = naive.departures(view, replace(request, at=-100), 1000)
        points = [
            (-time, rides)
            for time in leaving
            for arrival, rides in naive.arrivals_at(
                request, naive.fewest_arrivals(view, request, time)
            )
            if arrival <= request.at
        ]
        assert sorted((-j.departs, j.rides) for j in journeys) == naive.front(points)


@pytest.mark.parametrize("seed", range(4))
def test_a_profile_by_arrival_is_the_profile_of_the_view_backward(seed: int):
    random = np.random.default_rng(500 + seed)
    for _ in range(30):
        view = naive.random_view(random)
        request = naive.random_request(random, view)
        request = replace(request, at=request.at + 40)

        journeys = Engine(view).profile_arriving(request, 30)

        for journey in journeys:
            naive.check(view, request, journey)
            assert request.at - 30 <= journey.arrives <= request.at
        mirror = reversed_view(view)
        expected = naive.profile(mirror.view, turned(mirror, request), 30)
        points = [(j.arrives - mirror.span, mirror.span - j.departs, j.rides) for j in journeys]
        assert sorted(points) == expected
        assert [j.departs for j in journeys] == sorted(j.departs for j in journeys)
