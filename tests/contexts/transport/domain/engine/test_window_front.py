"""The front of a window of departures by the few searches of the benchmark, beside every journey that there is."""

from __future__ import annotations

import pytest

from contexts.transport.domain.engine import Engine
from contexts.transport.domain.timetable.view import CO2
from tests.benchmarks.transport.window_front import window_front
from tests.contexts.transport.oracle.answers import front_of
from tests.contexts.transport.oracle.cases import GRID, case_of
from tests.contexts.transport.oracle.exhaustive import Exhaustive

WINDOW_S = 10 * GRID


@pytest.mark.parametrize("part", range(4))
def test_nothing_is_lost_between_two_searches(part):
    several = 0
    for seed in range(part * 25, part * 25 + 25):
        case = case_of(seed, stops=6, lines=9, trips=3, ways=6, max_rides=3)
        every = Exhaustive(case.view).journeys(case.request, leaves_from=case.request.at)
        vectors = [(-one.departs, one.arrives, one.criteria[CO2]) for one in every]
        until = case.request.at + WINDOW_S
        within = front_of([one for one in vectors if -one[0] <= until])
        whatever_leaves_later = [one for one in front_of(vectors) if -one[0] <= until]
        journeys = window_front(Engine(case.view), case.request, WINDOW_S)
        ours = {(-one.departs, one.arrives, one.criteria[CO2]) for one in journeys}
        assert len(ours) == len(journeys)
        assert set(whatever_leaves_later) <= ours <= set(within)
        several += len({departs for departs, *_ in ours}) > 1
    assert several
