"""The front over arrival, rides and criteria, on timetables small enough to see why."""

from __future__ import annotations

import dataclasses
import gc

import numpy as np
import pytest

from contexts.transport.domain.engine import Engine, pareto_network, pareto_scratch
from contexts.transport.domain.engine.journeys import Ends, Link, Request, Ride, Slack
from contexts.transport.domain.engine.pareto import pareto
from contexts.transport.domain.timetable.view import CO2, COST, DISCOMFORT, MAY_ALIGHT, MAY_BOARD
from tests.contexts.transport.timetables import Line, Way, view_of

from .pareto_naive import check_journey, vector_of

EVERYTHING = (COST, DISCOMFORT, CO2)


def line(stops, *trips, **details) -> Line:
    """A line whose trips are given by one time at each stop."""
    return Line(stops, [[(time, time) for time in trip] for trip in trips], **details)


def request(origin: int, destination: int, at: int = 0, max_rides: int = 8) -> Request:
    return Request(Ends.of((origin, 0)), Ends.of((destination, 0)), at, max_rides)


def vectors(view, asked, criteria=(COST,), slack=None) -> list[tuple[int, ...]]:
    journeys = pareto(view, asked, criteria, slack)
    for journey in journeys:
        check_journey(view, asked, journey, criteria)
    return [vector_of(journey, criteria) for journey in journeys]


def test_a_slower_journey_stays_when_it_is_cheaper() -> None:
    dear = line([0, 1], [10, 20], boarding=(9, 0, 0))
    cheap = line([0, 1], [10, 50], boarding=(2, 0, 0))
    useless = line([0, 1], [10, 60], boarding=(3, 0, 0))
    view = view_of([dear, cheap, useless], stops=2)
    assert vectors(view, request(0, 1)) == [(20, 1, 9), (50, 1, 2)]
    assert vectors(view, request(0, 1), ()) == [(20, 1)]


def test_only_chosen_criteria_count_and_the_others_are_zero() -> None:
    train = line([0, 1], [10, 20], boarding=(9, 4, 7))
    coach = line([0, 1], [10, 50], boarding=(9, 5, 6))
    view = view_of([train, coach], stops=2)
    assert vectors(view, request(0, 1), (CO2,)) == [(20, 1, 7), (50, 1, 6)]
    assert [journey.criteria for journey in pareto(view, request(0, 1), (CO2,))] == [
        (0, 0, 7),
        (0, 0, 6),
    ]
    swapped = [(20, 1, 7, 9), (50, 1, 6, 9)]
    assert vectors(view, request(0, 1), (CO2, COST)) == swapped


def test_whoever_holds_the_product_boards_again_without_its_cost() -> None:
    lines = [
        line([0, 1], [0, 10], product=3, boarding=(5, 1, 1)),
        line([1, 2], [20, 30], product=3, boarding=(6, 1, 1)),
        line([1, 2], [20, 30], product=4, boarding=(2, 1, 1)),
    ]
    view = view_of(lines, stops=3, change_s=0)
    assert vectors(view, request(0, 2), EVERYTHING) == [(30, 2, 5, 2, 2)]


def test_seen_backward_the_first_ride_with_a_product_still_pays_for_it() -> None:
    lines = [
        line([0, 1], [0, 10], product=3, boarding=(9, 0, 0)),
        line([0, 1], [0, 10], boarding=(7, 0, 0)),
        line([1, 2], [20, 30], product=3, boarding=(4, 0, 0)),
        line([2, 3], [40, 50], product=3, boarding=(6, 0, 0)),
    ]
    engine = Engine(view_of(lines, stops=4, change_s=0))
    for origin, cost in ((0, 9), (1, 4), (2, 6)):
        forward = engine.pareto(request(origin, 3))
        backward = engine.pareto_arriving(request(origin, 3, at=50))
        assert [journey.criteria for journey in forward] == [(cost, 0, 0)]
        assert [journey.criteria for journey in backward] == [(cost, 0, 0)]


def test_a_product_has_no_more_prices_than_labels_tell_apart(monkeypatch) -> None:
    lines = [line([0, 1], [0, 10], product=3, boarding=(price, 0, 0)) for price in range(3)]
    monkeypatch.setattr(pareto_network, "HELD", 2)
    with pytest.raises(ValueError, match="3 prices"):
        Engine(view_of(lines, stops=2)).pareto_arriving(request(0, 1, at=10))


def test_what_many_rides_could_still_save_does_not_hide_what_few_rides_can() -> None:
    """A cheap way in three rides bounds everything; the dear direct ride must not be thought to reach it in one."""
    lines = [
        line([0, 1], [0, 10], boarding=(1, 0, 0)),
        line([1, 4], [20, 60], boarding=(9, 0, 0)),
        line([1, 2], [20, 30], boarding=(1, 0, 0)),
        line([2, 4], [40, 70], boarding=(1, 0, 0)),
        line([0, 4], [0, 55], boarding=(12, 0, 0)),
    ]
    view = view_of(lines, stops=5, change_s=0)
    assert vectors(view, request(0, 4)) == [(55, 1, 12), (60, 2, 10), (70, 3, 3)]
    assert vectors(view, request(0, 4, max_rides=2)) == [(55, 1, 12), (60, 2, 10)]


def test_a_dearer_label_is_kept_for_the_product_it_holds() -> None:
    lines = [
        line([0, 1], [0, 10], product=0, boarding=(5, 0, 0)),
        line([0, 1], [0, 10], boarding=(4, 0, 0)),
        line([1, 2], [20, 30], product=0, boarding=(5, 0, 0)),
    ]
    view = view_of(lines, stops=3, change_s=0)
    assert vectors(view, request(0, 2)) == [(30, 2, 5)]


def test_a_walk_that_ends_sooner_does_not_hide_a_ride_that_arrives_here() -> None:
    lines = [
        line([0, 1], [0, 10]),
        line([0, 2], [0, 11], boarding=(1, 0, 0)),
        line([2, 3], [100, 110]),
    ]
    ways = [Way(1, 2, 20), Way(2, 4, 5)]
    lines.append(line([4, 5], [20, 30]))
    view = view_of(lines, ways, stops=6, change_s=60)
    assert vectors(view, request(0, 5)) == [(30, 2, 1)]
    assert vectors(view, request(0, 3)) == [(110, 2, 0)]


def test_criteria_count_from_where_one_boards_to_where_one_alights() -> None:
    steps = [(1, 10, 100), (2, 20, 200), (4, 40, 400)]
    view = view_of([line([0, 1, 2, 3], [0, 10, 20, 30], steps=steps)], stops=4)
    assert vectors(view, request(1, 3), EVERYTHING) == [(30, 1, 6, 60, 600)]
    assert vectors(view, request(0, 2), EVERYTHING) == [(20, 1, 3, 30, 300)]


def test_a_stop_served_twice_is_left_late_and_reached_early() -> None:
    loop = line([0, 1, 2, 1, 3], [0, 10, 20, 30, 40], steps=[(1, 0, 0)] * 4)
    view = view_of([loop], stops=4)
    assert vectors(view, request(1, 3)) == [(40, 1, 1)]
    assert vectors(view, request(0, 1)) == [(10, 1, 1)]


def test_ends_bring_their_own_time_and_criteria() -> None:
    view = view_of([line([0, 1], [100, 200], [300, 400])], stops=2)
    rows = np.array([[0, 0, 0], [7, 0, 0]], dtype=np.int32)
    stops = np.array([0, 0], dtype=np.int32)
    access = Ends(stops, np.array([250, 50], dtype=np.int32), rows)
    asked = Request(access, Ends.of((1, 5)), at=20)
    assert vectors(view, asked) == [(205, 1, 7), (405, 1, 0)]
    by_taxi, on_foot = pareto(view, asked, (COST,))
    assert (by_taxi.access, by_taxi.departs) == (1, 50)
    assert (on_foot.access, on_foot.departs) == (0, 50)


def test_where_and_what_is_forbidden_is_not_used() -> None:
    lines = [
        line([0, 1, 2], [0, 10, 20], may=[MAY_BOARD, MAY_BOARD, MAY_ALIGHT]),
        line([0, 2], [0, 30]),
        line([0, 3, 2], [0, 1, 15]),
    ]
    view = view_of(lines, stops=4)
    assert vectors(view, request(0, 1)) == []
    asked = request(0, 2)
    assert vectors(view, asked) == [(15, 1, 0)]
    patterns = np.array([1, 1, 0], dtype=np.uint8)
    assert vectors(view, dataclasses.replace(asked, pattern_allowed=patterns)) == [(20, 1, 0)]
    stops = np.array([1, 0, 1, 0], dtype=np.uint8)
    assert vectors(view, dataclasses.replace(asked, stop_allowed=stops)) == [(15, 1, 0)]
    stops[2] = 0
    assert vectors(view, dataclasses.replace(asked, stop_allowed=stops)) == []


def test_legs_are_rides_joined_by_links() -> None:
    view = view_of([line([0, 1], [0, 10]), line([2, 3], [40, 50])], [Way(1, 2, 25)], stops=4)
    (journey,) = pareto(view, request(0, 3), ())
    assert journey.legs == (Ride(0, 0, 0, 1, 0, 10), Link(0, 1, 2, 25), Ride(1, 0, 0, 1, 40, 50))
    assert vectors(view, request(0, 3, max_rides=1)) == []


@pytest.mark.parametrize(
    ("slack", "expected"),
    [
        (None, [(20, 2, 9), (30, 1, 5), (40, 2, 3), (60, 1, 4), (90, 1, 2)]),
        (Slack(0, 0), [(20, 2, 9), (30, 1, 5)]),
        (Slack(10, 0), [(20, 2, 9), (30, 1, 5)]),
        (Slack(20, 0), [(20, 2, 9), (30, 1, 5), (40, 2, 3)]),
        (Slack(10, 1), [(20, 2, 9), (30, 1, 5), (40, 2, 3)]),
        (Slack(30, 0), [(20, 2, 9), (30, 1, 5), (40, 2, 3), (60, 1, 4)]),
    ],
)
def test_slack_keeps_what_is_nearly_as_good(slack, expected) -> None:
    lines = [
        line([0, 1], [0, 30], boarding=(5, 0, 0)),
        line([0, 1], [0, 60], boarding=(4, 0, 0)),
        line([0, 1], [0, 90], boarding=(2, 0, 0)),
        line([0, 2], [0, 5], boarding=(3, 0, 0)),
        line([2, 1], [10, 20], boarding=(6, 0, 0)),
        line([2, 1], [10, 40]),
    ]
    view = view_of(lines, stops=3, change_s=0)
    assert vectors(view, request(0, 1), (COST,), slack) == expected


def test_a_search_that_needs_more_room_gets_it_and_says_so(monkeypatch) -> None:
    lines = [
        line([0, 1], [0, 100 - price], boarding=(price, price % 7, price % 5))
        for price in range(40)
    ]
    view = view_of([*lines, *(line([1, 2], [200 + k, 300 - k]) for k in range(40))], stops=3)
    roomy = pareto_scratch.Scratch()
    narrow = pareto_scratch.Scratch()
    monkeypatch.setattr(pareto_scratch, "AT_FIRST", dict.fromkeys(pareto_scratch.AT_FIRST, 1))
    tight = pareto_scratch.Scratch()
    answers = []
    for scratch in (roomy, narrow, tight):
        monkeypatch.setattr(pareto_scratch._THREAD, "scratch", scratch, raising=False)
        answers.append([vectors(view, request(0, end), EVERYTHING) for end in (1, 2)])
    assert answers[0] == answers[1] == answers[2]
    assert len(answers[0][0]) > 10
    assert (roomy.retries, narrow.retries) == (0, 0)
    assert tight.retries >= 5


def test_an_engine_counts_what_its_pareto_searches_ran_again(monkeypatch) -> None:
    engine = Engine(
        view_of([line([0, 1], [0, 10]), line([0, 1], [0, 9], boarding=(1, 0, 0))], stops=2)
    )
    monkeypatch.setattr(pareto_scratch, "AT_FIRST", dict.fromkeys(pareto_scratch.AT_FIRST, 1))
    scratch = pareto_scratch.Scratch()
    monkeypatch.setattr(pareto_scratch._THREAD, "scratch", scratch, raising=False)
    engine.pareto(request(0, 1))
    assert engine.retries == scratch.retries > 0
    engine.pareto_arriving(request(0, 1, at=10))
    assert engine.retries == scratch.retries


@pytest.mark.parametrize("slack", [None, Slack(300, 1)])
def test_times_before_the_base_of_the_view_are_times_like_others(slack) -> None:
    lines = [line([0, 1], [-500, -400]), line([1, 2], [-300, -200]), line([0, 2], [-450, 5])]
    view = view_of(lines, stops=3)
    assert vectors(view, request(0, 2, at=-500), (COST,), slack) == [(-200, 2, 0), (5, 1, 0)]
    assert vectors(view, request(0, 2, at=-499), (COST,), slack) == [(5, 1, 0)]


def test_an_answer_does_not_depend_on_what_was_asked_before() -> None:
    small = view_of([line([0, 1], [0, 10])], stops=2)
    large = view_of([line([0, 1, 2], [0, 10, 20], [5, 12, 22]), line([2, 3], [90, 99])], stops=9)
    asked = [(small, request(0, 1)), (large, request(0, 3)), (large, request(1, 2, at=11))]
    first = [vectors(view, question) for view, question in asked]
    again = [vectors(view, question) for view, question in reversed(asked)]
    assert first == again[::-1] == [[(10, 1, 0)], [(99, 2, 0)], [(22, 1, 0)]]


def test_what_is_made_of_a_view_goes_with_it() -> None:
    view = view_of([line([0, 1], [0, 10])], stops=2)
    before = len(pareto_network._KNOWN)
    assert vectors(view, request(0, 1)) == [(10, 1, 0)]
    assert len(pareto_network._KNOWN) == before + 1
    later = dataclasses.replace(view, arrivals=view.arrivals + 5)
    assert vectors(later, request(0, 1)) == [(15, 1, 0)]
    del view, later
    gc.collect()
    assert len(pareto_network._KNOWN) <= before


@pytest.mark.parametrize(
    "asked",
    [
        request(0, 2),
        request(-1, 1),
        request(0, 1, max_rides=256),
        dataclasses.replace(request(0, 1), stop_allowed=np.ones(1, dtype=np.uint8)),
        dataclasses.replace(request(0, 1), pattern_allowed=np.ones(3, dtype=np.uint8)),
    ],
)
def test_questions_about_another_view_are_refused(asked) -> None:
    with pytest.raises(ValueError, match=r"."):
        pareto(view_of([line([0, 1], [0, 10])], stops=2), asked, (COST,))


def test_ends_may_be_nowhere_and_rides_none() -> None:
    view = view_of([line([0, 1], [0, 10])], stops=2)
    for slack in (None, Slack(0, 0)):
        assert vectors(view, Request(Ends.of(), Ends.of((1, 0)), 0), (COST,), slack) == []
        assert vectors(view, Request(Ends.of((0, 0)), Ends.of(), 0), (COST,), slack) == []
        assert vectors(view, request(0, 1, max_rides=0), (COST,), slack) == []
        assert vectors(view, request(0, 1, at=11), (COST,), slack) == []
