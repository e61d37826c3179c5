"""What must hold whatever the timetable: of made-up ones, and of what is changed about them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, permutations

import pytest

from contexts.transport.domain.engine import Engine, Journey, Request
from contexts.transport.domain.timetable.view import CO2, COST, DISCOMFORT, View
from tests.contexts.transport.oracle.cases import GRID, Case, case_of
from tests.contexts.transport.oracle.walk import walk
from tests.contexts.transport.timetables import Line

ALL = (COST, DISCOMFORT, CO2)
SEEDS = range(150)
HOUR = 3600


def case(seed: int) -> Case:
    """Times of one day only: `moved` and the limits of requests are easier to read so."""
    return case_of(seed, stops=7, lines=11, trips=3, ways=6, max_rides=3)


def vector(journey: Journey) -> tuple[int, ...]:
    return journey.arrives, journey.rides, *journey.criteria


def is_no_worse(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(a <= b for a, b in zip(one, other, strict=True))


def every_is_matched(worse: list[Journey], better: list[Journey]) -> bool:
    """Tell whether for each journey of one front the other has one that is nowhere worse."""
    return all(any(is_no_worse(vector(b), vector(w)) for b in better) for w in worse)


@pytest.mark.parametrize("criteria", [(), (COST,), ALL])
def test_no_journey_of_a_front_is_dominated(criteria):
    for seed in SEEDS:
        one = case(seed)
        front = [vector(j) for j in Engine(one.view).pareto(one.request, criteria)]
        assert not any(is_no_worse(a, b) for a, b in permutations(front, 2))


def test_more_rides_are_never_worse():
    for seed in SEEDS:
        one = case(seed)
        engine = Engine(one.view)
        fronts = [engine.pareto(replace(one.request, max_rides=k), ALL) for k in (1, 2, 3, 8)]
        for less, more in pairwise(fronts):
            assert every_is_matched(less, more)


def test_a_wider_window_knows_all_that_a_narrow_one_knows():
    for seed in SEEDS:
        one = case(seed)
        engine = Engine(one.view)
        wide = engine.profile(one.request, 300)
        for narrow in engine.profile(one.request, 120):
            mine = -narrow.departs, narrow.arrives, narrow.rides
            assert any(is_no_worse((-j.departs, j.arrives, j.rides), mine) for j in wide)


def test_leaving_earlier_is_never_worse():
    for seed in SEEDS:
        one = case(seed)
        engine = Engine(one.view)
        earlier = replace(one.request, at=one.request.at - 3 * GRID)
        assert every_is_matched(engine.pareto(one.request, ALL), engine.pareto(earlier, ALL))


@pytest.mark.parametrize("seconds", [-HOUR, 7 * HOUR + 1])
def test_the_clock_does_not_matter(seconds):
    for seed in SEEDS:
        one = case(seed)
        here, there = Engine(one.view), Engine(moved(one.view, seconds))
        request = replace(one.request, at=one.request.at + seconds)
        for ask in (Engine.earliest, Engine.profile, Engine.pareto):
            then = [(j.departs, j.arrives, j.rides) for j in ask(there, request)]
            now = [
                (j.departs + seconds, j.arrives + seconds, j.rides) for j in ask(here, one.request)
            ]
            assert then == now


def test_one_more_trip_is_never_worse():
    for seed in SEEDS:
        one = case(seed)
        more = Case([*one.lines, _extra(one.request)], one.ways, one.change_s, one.request)
        request = replace(one.request, pattern_allowed=None)
        before, after = Engine(one.view), Engine(more.view)
        assert every_is_matched(before.pareto(request, ALL), after.pareto(request, ALL))


def test_every_journey_can_be_made_as_it_says():
    for seed in SEEDS:
        one = case(seed)
        engine = Engine(one.view)
        for journey in [*engine.earliest(one.request), *engine.profile(one.request, 300)]:
            walk(one.view, one.request, journey)
        for journey in engine.pareto(one.request, ALL):
            walk(one.view, one.request, journey, ALL)


def moved(view: View, seconds: int) -> View:
    return replace(view, arrivals=view.arrivals + seconds, departures=view.departures + seconds)


def _extra(request: Request) -> Line:
    start, end = int(request.access.stops[0]), int(request.egress.stops[-1])
    return Line([start, end], [[(request.at + 120, request.at + 120), (request.at + 180,) * 2]])
