"""The engine against the oracle, on timetables made up to be awkward; every journey is walked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contexts.transport.domain.engine import Engine, Slack
from contexts.transport.domain.timetable.view import CO2, COST, DISCOMFORT
from tests.contexts.transport.oracle.answers import Oracle
from tests.contexts.transport.oracle.cases import Case, case_of, cases, turned
from tests.contexts.transport.oracle.comparison import compare
from tests.contexts.transport.oracle.exhaustive import Exhaustive

CHOICES = [
    (),
    (COST,),
    (DISCOMFORT,),
    (CO2,),
    (COST, DISCOMFORT),
    (COST, CO2),
    (DISCOMFORT, CO2),
    (COST, DISCOMFORT, CO2),
]
SLACKS = [Slack(0, 0), Slack(60, 0), Slack(120, 1), Slack(0, 2), Slack(10_000, 8)]
LEISURELY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@LEISURELY
@given(cases(max_lines=10))
def test_earliest_is_what_every_journey_says(case):
    view, request = case.view, case.request
    found = [(one.arrives, one.rides) for one in Engine(view).earliest(request)]
    assert sorted(found) == Exhaustive(view).front(request, ())


@LEISURELY
@given(cases(max_lines=10), st.sampled_from(CHOICES))
def test_fronts_are_what_every_journey_says(case, criteria):
    view, request = case.view, case.request
    found = [
        (one.arrives, one.rides, *(one.criteria[column] for column in criteria))
        for one in Engine(view).pareto(request, criteria)
    ]
    assert sorted(found) == Exhaustive(view).front(request, criteria)


@pytest.mark.parametrize("share", range(4))
def test_hundreds_of_timetables(share):
    """Each question of each kind, the seeds of one share after the other."""
    for seed in range(share * 100, share * 100 + 100):
        case = _case(seed)
        engine, oracle = Engine(case.view), Oracle(case.view)
        late = turned(case)
        compare(engine, oracle, "earliest", case.request)
        compare(engine, oracle, "profile", case.request, window_s=30 * (seed % 20))
        compare(engine, oracle, "latest", late)
        for criteria in CHOICES:
            compare(engine, oracle, "pareto", case.request, criteria=criteria)
            compare(engine, oracle, "arriving", late, criteria=criteria)
        slack = SLACKS[seed % len(SLACKS)]
        for criteria in CHOICES[1::3]:
            compare(engine, oracle, "restricted", case.request, criteria=criteria, slack=slack)


def test_reach_is_what_the_oracle_says():
    for seed in range(200):
        case = _case(seed)
        # The oracle is asked without what forbids: reach knows of no such thing.
        request = replace(case.request, pattern_allowed=None, stop_allowed=None)
        asked = request.access, request.at, request.max_rides
        assert Engine(case.view).reach(*asked).tolist() == Oracle(case.view).reach(*asked).tolist()


def _case(seed: int) -> Case:
    return case_of(
        seed,
        stops=4 + seed % 7,
        lines=4 + seed % 13,
        trips=1 + seed % 3,
        ways=seed % 9,
        max_rides=1 + seed % 5,
    )
