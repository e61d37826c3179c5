"""On tiny random timetables the front is what trying every journey finds: whole and restricted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contexts.transport.domain.engine.journeys import Ends, Request, Slack
from contexts.transport.domain.engine.pareto import pareto
from contexts.transport.domain.timetable.view import CO2, COST, DISCOMFORT, NO_PRODUCT, View
from tests.contexts.transport.timetables import Line, Way, view_of

from .pareto_naive import all_vectors, check_journey, kept, vector_of

CRITERIA = [(), (COST,), (CO2,), (COST, DISCOMFORT), (COST, DISCOMFORT, CO2)]
STOPS = 5

small = st.integers(0, 3)
criteria = st.tuples(small, small, small)
stops = st.integers(0, STOPS - 1)


@st.composite
def lines(draw: st.DrawFn) -> Line:
    length = draw(st.integers(2, 4))
    trips = []
    for _ in range(draw(st.integers(1, 3))):
        time = draw(st.integers(0, 12))
        times = []
        for _ in range(length):
            departs = time + draw(st.integers(0, 1))
            times.append((time, departs))
            time = departs + draw(st.integers(0, 4))
        trips.append(times)
    return Line(
        stops=draw(st.lists(stops, min_size=length, max_size=length)),
        trips=trips,
        product=draw(st.sampled_from([NO_PRODUCT, 0, 1])),
        boarding=draw(criteria),
        steps=draw(st.lists(criteria, min_size=length - 1, max_size=length - 1)),
        may=draw(
            st.one_of(st.just([]), st.lists(st.integers(0, 3), min_size=length, max_size=length))
        ),
    )


@st.composite
def ends(draw: st.DrawFn) -> Ends:
    rows = draw(st.lists(st.tuples(stops, st.integers(0, 3), criteria), min_size=1, max_size=3))
    return Ends(
        np.array([row[0] for row in rows], dtype=np.int32),
        np.array([row[1] for row in rows], dtype=np.int32),
        np.array([row[2] for row in rows], dtype=np.int32),
    )


@st.composite
def questions(draw: st.DrawFn) -> tuple[View, Request]:
    ways = st.builds(Way, stops, stops, st.integers(0, 4), criteria)
    view = view_of(
        draw(st.lists(lines(), min_size=1, max_size=5)),
        draw(st.lists(ways, max_size=4)),
        stops=STOPS,
        change_s=draw(st.lists(small, min_size=STOPS, max_size=STOPS)),
    )
    request = Request(
        draw(ends()),
        draw(ends()),
        draw(st.integers(-2, 4)),
        draw(st.integers(1, 3)),
        draw(_allowed(view.patterns)),
        draw(_allowed(view.stops)),
    )
    return view, request


def _allowed(size: int) -> st.SearchStrategy[np.ndarray | None]:
    mostly = st.sampled_from([1, 1, 1, 0])
    flags = st.lists(mostly, min_size=size, max_size=size)
    return st.one_of(st.none(), flags.map(lambda row: np.array(row, dtype=np.uint8)))


slacks = st.one_of(st.none(), st.builds(Slack, st.integers(0, 8), st.integers(0, 2)))


@pytest.mark.parametrize("chosen", CRITERIA)
@settings(max_examples=60, deadline=None)
@given(question=questions(), slack=slacks)
def test_every_journey_tried_gives_the_same_front(chosen, question, slack) -> None:
    view, request = question
    journeys = pareto(view, request, chosen, slack)
    found = [vector_of(journey, chosen) for journey in journeys]
    assert len(set(found)) == len(found)
    assert set(found) == kept(all_vectors(view, request, chosen), slack)
    for journey in journeys:
        check_journey(view, request, journey, chosen)
