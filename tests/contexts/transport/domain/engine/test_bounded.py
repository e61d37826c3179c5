"""Bounds are shared by the searches of a question, and nothing of it can be seen in what they find."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from contexts.transport.domain.engine import pareto as engine
from contexts.transport.domain.engine.journeys import Ends, Request, Slack
from contexts.transport.domain.engine.pareto import pareto
from contexts.transport.domain.engine.pareto_scratch import scratch_of_thread
from contexts.transport.domain.timetable.view import CO2, COST, DISCOMFORT, View
from tests.contexts.transport.timetables import Line, view_of

from .pareto_naive import all_vectors, kept, vector_of
from .test_pareto_generated import ends, questions

ALL = (COST, DISCOMFORT, CO2)


@st.composite
def searches(draw: st.DrawFn) -> tuple[View, list[Request]]:
    """Several searches of one view, most of them to the same end."""
    view, first = draw(questions())
    asked = [first]
    for _ in range(draw(st.integers(1, 4))):
        changed = {
            "at": draw(st.integers(-2, 6)),
            "access": draw(ends()),
            "max_rides": draw(st.integers(1, 3)),
            "egress": draw(st.one_of(st.just(first.egress), ends())),
            "pattern_allowed": draw(_flags(view.patterns)),
            "stop_allowed": draw(st.one_of(st.just(first.stop_allowed), _flags(view.stops))),
        }
        names = draw(st.sets(st.sampled_from(sorted(changed))))
        asked.append(replace(asked[-1], **{name: changed[name] for name in names}))
    return view, asked


def _flags(size: int) -> st.SearchStrategy[np.ndarray | None]:
    some = st.lists(st.sampled_from([1, 1, 1, 0]), min_size=size, max_size=size)
    return st.one_of(st.none(), some.map(lambda flags: np.array(flags, dtype=np.uint8)))


@settings(deadline=None, max_examples=150)
@given(searches(), st.sampled_from([None, Slack(2, 1)]))
def test_a_search_finds_the_same_whatever_was_searched_before(asked, slack) -> None:
    view, requests = asked
    for request in requests:
        found = {vector_of(journey, ALL) for journey in pareto(view, request, ALL, slack)}
        assert found == kept(all_vectors(view, request, ALL), slack)


def _counted(monkeypatch) -> list[int]:
    made: list[int] = []
    find = engine.find_bounds

    def counting(*given) -> None:
        made.append(1)
        find(*given)

    monkeypatch.setattr(engine, "find_bounds", counting)
    return made


def _question() -> tuple[View, Request]:
    lines = [
        Line(stops=[0, 1], trips=[[(0, 0), (9, 9)], [(20, 20), (29, 29)]]),
        Line(stops=[0, 2, 1], trips=[[(1, 1), (2, 2), (5, 5)]]),
    ]
    return view_of(lines, [], stops=3), Request(Ends.of((0, 0)), Ends.of((1, 0)), 0, 3)


def test_searches_to_one_end_share_their_bounds(monkeypatch) -> None:
    view, request = _question()
    made = _counted(monkeypatch)
    some = np.array([1, 0], dtype=np.uint8)
    pareto(view, request, ALL)
    pareto(view, replace(request, at=1), ALL)
    pareto(view, replace(request, access=Ends.of((2, 0)), pattern_allowed=some), ALL)
    assert len(made) == 1


def test_other_ends_views_and_criteria_have_bounds_of_their_own(monkeypatch) -> None:
    view, request = _question()
    some = np.array([1, 0], dtype=np.uint8)
    narrow = replace(request, pattern_allowed=some, max_rides=2)
    made = _counted(monkeypatch)
    for number, (searched, asked, criteria) in enumerate(
        [
            (view, narrow, ALL),
            (view, replace(narrow, max_rides=3), ALL),
            (view, request, ALL),
            (view, replace(request, egress=Ends.of((2, 0))), ALL),
            (view, replace(request, egress=Ends.of((2, 1))), ALL),
            (view, replace(request, egress=Ends.of((2, 1))), (COST,)),
            (_question()[0], replace(request, egress=Ends.of((2, 1))), (COST,)),
        ]
    ):
        pareto(searched, asked, criteria)
        assert len(made) == number + 1


def test_bounds_keep_no_view_alive(monkeypatch) -> None:
    view, request = _question()
    pareto(view, request, ALL)
    known = scratch_of_thread().bounded
    assert known is not None
    del view
    assert not any(alive() is not None for alive in known._network[:3])
