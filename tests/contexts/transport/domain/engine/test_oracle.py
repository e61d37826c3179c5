"""The oracle's own proof: timetables small enough to solve on paper, and every journey there is."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from contexts.transport.domain.engine.journeys import Ends, Request, Slack
from contexts.transport.domain.timetable.view import (
    CO2,
    COST,
    DISCOMFORT,
    MAY_ALIGHT,
    MAY_BOARD,
    NEVER,
    View,
)
from tests.contexts.transport.oracle.answers import Figures, Oracle
from tests.contexts.transport.oracle.cases import Case, case_of, cases, turned
from tests.contexts.transport.oracle.exhaustive import Exhaustive
from tests.contexts.transport.timetables import Line, Way, view_of

A, B, C, D, E = range(5)
BOTH = MAY_BOARD | MAY_ALIGHT
CHOICES = [(), (COST,), (DISCOMFORT,), (COST, CO2), (COST, DISCOMFORT, CO2)]


def asked(at: int, *, start: int = A, end: int = D, max_rides: int = 4) -> Request:
    return Request(Ends.of((start, 0)), Ends.of((end, 0)), at, max_rides)


def line(*stops: int, times: list[list[int]], **more) -> Line:
    """A line whose trips halt for no time."""
    return Line(stops, [[(time, time) for time in trip] for trip in times], **more)


def test_more_rides_may_arrive_earlier():
    """A -> D direct 0 to 1000; A -> B 0 to 100, B -> D 200 to 500: change of 100 at B is caught with 60."""
    view = view_of(
        [
            line(A, D, times=[[0, 1000]]),
            line(A, B, times=[[0, 100]]),
            line(B, D, times=[[200, 500]]),
        ],
        stops=4,
    )
    oracle = Oracle(view)
    assert oracle.earliest(asked(0)) == [(500, 2), (1000, 1)]
    assert oracle.earliest(asked(1)) == []
    assert oracle.earliest(asked(0, max_rides=1)) == [(1000, 1)]
    assert oracle.latest(asked(500)) == [(0, 2)]
    assert oracle.latest(asked(499)) == []


@pytest.mark.parametrize(("change_s", "arrives"), [(100, 500), (101, 900)])
def test_a_change_takes_its_time_to_the_second(change_s, arrives):
    """B is reached at 100; trips go on at 200 and 600."""
    lines = [line(A, B, times=[[0, 100]]), line(B, D, times=[[200, 500], [600, 900]])]
    view = view_of(lines, stops=4, change_s=change_s)
    assert Oracle(view).earliest(asked(0)) == [(arrives, 2)]


def test_a_walk_is_no_substitute_for_a_change_and_takes_one_link():
    """A ride comes to B at 100; a walk of 300 leads to C; change at C is 600, which a walk doesn't need.

    C -> D leaves at 400 and is caught on the second. E is a walk from C: two links in a row are no way.
    """
    lines = [
        line(A, B, times=[[0, 100]]),
        line(C, D, times=[[400, 500]]),
        line(E, D, times=[[450, 460]]),
    ]
    ways = [Way(B, C, 300), Way(C, E, 0)]
    view = view_of(lines, ways, stops=5, change_s=600)
    assert Oracle(view).earliest(asked(0)) == [(500, 2)]


def test_a_late_arrival_by_ride_may_board_before_an_early_one_on_foot():
    """What one label per stop gets wrong. C is reached by ride at 100, with a change of 200 ready at 300; on foot from
    B (ride there until 90) at 250. C -> D leaves at 260: only who walked catches it. Its rides are the same, so the ride's
    arrival must not hide the walk's.
    """
    lines = [
        line(A, C, times=[[0, 100]]),
        line(A, B, times=[[0, 90]]),
        line(C, D, times=[[260, 400], [300, 500]]),
    ]
    view = view_of(lines, [Way(B, C, 160)], stops=4, change_s=200)
    assert Oracle(view).earliest(asked(0)) == [(400, 2)]


def test_trips_overtake():
    """The one that leaves later arrives earlier."""
    view = view_of([line(A, D, times=[[0, 900], [100, 300]])], stops=4)
    oracle = Oracle(view)
    assert oracle.earliest(asked(0)) == [(300, 1)]
    assert oracle.profile(asked(0), 1000) == [(100, 300, 1)]
    assert oracle.profile(asked(0), 99) == [(0, 900, 1)]


def test_boarding_at_the_second_call_of_a_loop_skips_the_first_round():
    """A B A D: boarding at A at 200 is after B; D is reached at 300 either way; B only by the first."""
    view = view_of([line(A, B, A, D, times=[[0, 100, 200, 300]])], stops=4)
    oracle = Oracle(view)
    assert oracle.earliest(asked(1)) == [(300, 1)]
    assert oracle.earliest(asked(0, end=B)) == [(100, 1)]
    assert oracle.earliest(asked(1, end=B)) == []


def test_hops_and_changes_of_no_length_chain_within_one_second():
    """All at time 50: A -> B, change 0, B -> C, walk 0 to E, E -> D. Lines are listed against the way."""
    lines = [
        line(E, D, times=[[50, 50]]),
        line(B, C, times=[[50, 50]]),
        line(A, B, times=[[50, 50]]),
    ]
    view = view_of(lines, [Way(C, E, 0)], stops=5, change_s=0)
    assert Oracle(view).earliest(asked(50)) == [(50, 3)]


def test_nobody_alights_before_boarding_at_the_same_second():
    """B and C are passed at time 100, B after C: boarding at B does not lead back to C."""
    view = view_of([line(A, C, B, D, times=[[0, 100, 100, 200]])], stops=4)
    assert Oracle(view).earliest(asked(100, start=B, end=C)) == []


def test_times_before_the_view_and_past_midnight():
    view = view_of([line(A, D, times=[[-500, -100], [86_390, 86_500]])], stops=4)
    oracle = Oracle(view)
    assert oracle.earliest(asked(-500)) == [(-100, 1)]
    assert oracle.earliest(asked(-499)) == [(86_500, 1)]
    assert oracle.latest(asked(86_499)) == [(-500, 1)]


def test_flags_and_what_is_forbidden():
    """B lets nobody out and C nobody in."""
    lines = [line(A, B, C, D, times=[[0, 10, 20, 30]], may=[BOTH, MAY_BOARD, MAY_ALIGHT, BOTH])]
    view = view_of(lines, stops=4)
    oracle = Oracle(view)
    assert oracle.earliest(asked(0, end=B)) == []
    assert oracle.earliest(asked(0, start=C)) == []
    assert oracle.earliest(asked(0, start=B)) == [(30, 1)]
    no_stop = replace(asked(0, start=B), stop_allowed=np.array([1, 0, 1, 1], dtype=np.uint8))
    assert oracle.earliest(no_stop) == []
    assert oracle.earliest(replace(no_stop, access=Ends.of((A, 0)))) == [(30, 1)], "passing is fine"
    no_line = replace(asked(0), pattern_allowed=np.zeros(1, dtype=np.uint8))
    assert oracle.earliest(no_line) == []


def test_access_and_egress_take_their_time_and_cost_and_need_no_change():
    """Two ways to A: 100 s free, 50 s for 7. Trips at 60 and 110; from D it is 5 s more for 1."""
    view = view_of([line(A, D, times=[[60, 200], [110, 300]])], stops=4, change_s=1000)
    access = Ends(
        np.array([A, A], np.int32),
        np.array([100, 50], np.int32),
        np.array([[0, 0, 0], [7, 0, 0]], np.int32),
    )
    egress = Ends(np.array([D], np.int32), np.array([5], np.int32), np.array([[1, 0, 0]], np.int32))
    request = Request(access, egress, 0)
    oracle = Oracle(view)
    assert oracle.front(request, (COST,)) == [(205, 1, 8), (305, 1, 1)]
    assert oracle.earliest(request) == [(205, 1)]
    assert oracle.profile(request, 60) == [(10, 205, 1), (60, 305, 1)]
    assert oracle.front_arriving(replace(request, at=305), (COST,)) == [(10, 1, 1), (60, 1, 8)]


def test_a_ticket_is_paid_once_until_another_is_bought():
    """Lines of ticket 0 at 5 each, one of ticket 1 at 3, one without at 1; steps cost 10, 20, 30, 40.

    A-B-C-D by tickets 0, 0, 0: 5 + 60. By 0, 1, 0 (the middle line is earlier by 100): 5 + 3 + 5 + 60 = 73. By 0, none, 0: 5 + 1 + 60.
    """
    first = line(A, B, times=[[0, 100]], product=0, boarding=(5, 0, 0), steps=[(10, 0, 0)])
    last = line(
        C,
        D,
        times=[[400, 500], [600, 700], [800, 900]],
        product=0,
        boarding=(5, 0, 0),
        steps=[(30, 0, 0)],
    )
    other = line(B, C, times=[[200, 300]], product=1, boarding=(3, 0, 0), steps=[(20, 0, 0)])
    none = line(B, C, times=[[400, 500]], boarding=(1, 0, 0), steps=[(20, 0, 0)])
    same = line(B, C, times=[[600, 700]], product=0, boarding=(5, 0, 0), steps=[(20, 0, 0)])
    view = view_of([first, last, other, none, same], stops=4)
    oracle = Oracle(view)
    assert oracle.front(asked(0), (COST,)) == [(500, 3, 73), (700, 3, 66), (900, 3, 65)]
    assert oracle.earliest(asked(0)) == [(500, 3)]
    assert oracle.restricted(asked(0), (COST,), Slack(200, 0)) == [(500, 3, 73), (700, 3, 66)]
    assert oracle.restricted(asked(0), (COST,), Slack(0, 5)) == [(500, 3, 73)]


def test_reach_tells_of_rides_alone():
    lines = [line(A, B, times=[[10, 20]]), line(B, C, times=[[90, 100]])]
    view = view_of(lines, [Way(B, D, 5)], stops=4)
    reached = Oracle(view).reach(Ends.of((A, 10)), 0, 2)
    assert reached.tolist() == [NEVER, 20, 100, NEVER]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cases(max_lines=10))
def test_the_oracle_knows_every_journey(case):
    view, request = case.view, case.request
    oracle, every = Oracle(view), Exhaustive(view)
    for criteria in CHOICES:
        assert oracle.front(request, criteria) == every.front(request, criteria)
        late = turned(case)
        assert oracle.front_arriving(late, criteria) == every.front_arriving(late, criteria)
    profile = every.profile(request, 300)
    assert oracle.profile(request, 300) == profile
    assert oracle.profile_one_by_one(request, 300) == profile


def without_changes(case: Case) -> View:
    return replace(case.view, stop_change_s=np.zeros_like(case.view.stop_change_s))


def without_links(case: Case) -> View:
    return view_of(case.lines, stops=len(case.change_s), change_s=case.change_s)


def with_one_way_links(case: Case) -> View:
    ways = [way for way in case.ways if way.origin < way.destination]
    return view_of(case.lines, ways, stops=len(case.change_s), change_s=case.change_s)


def without_tickets(case: Case) -> View:
    return replace(case.view, pattern_product=np.full_like(case.view.pattern_product, -1))


def with_every_door_open(case: Case) -> View:
    return replace(case.view, position_flags=np.full_like(case.view.position_flags, BOTH))


def without_costs_on_the_way(case: Case) -> View:
    return replace(case.view, position_criteria=np.zeros_like(case.view.position_criteria))


@cache
def right_answer(seed: int) -> tuple[Case, list[Figures]]:
    case = case_of(seed, stops=7, lines=10, trips=3, ways=6, max_rides=3)
    return case, Oracle(case.view).front(case.request, (COST,))


@pytest.mark.parametrize(
    "altered",
    [
        without_changes,
        without_links,
        with_one_way_links,
        without_tickets,
        with_every_door_open,
        without_costs_on_the_way,
    ],
)
def test_cases_are_such_that_forgetting_anything_shows(altered):
    """At least one made-up case in a hundred is answered differently without it."""
    noticed = 0
    for seed in range(300):
        case, right = right_answer(seed)
        noticed += Oracle(altered(case)).front(case.request, (COST,)) != right
    assert noticed >= 3
