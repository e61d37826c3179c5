from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from contexts.transport.domain import engine as engine_package
from contexts.transport.domain.engine import Ends, Engine, Request, Slack, warm
from contexts.transport.domain.timetable.view import CO2, COST, DISCOMFORT
from tests.contexts.transport.domain.engine import naive
from tests.contexts.transport.timetables import Line, view_of

REQUEST = Request(Ends.of((0, 0)), Ends.of((1, 0)), at=0)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(view_of([Line([0, 1], [[(10, 10), (20, 20)]])], stops=2))


@pytest.mark.parametrize(
    "wrong",
    [
        replace(REQUEST, access=Ends.of((2, 0))),
        replace(REQUEST, egress=Ends.of((-1, 0))),
        replace(REQUEST, at=2**30),
        replace(REQUEST, max_rides=0),
        replace(REQUEST, stop_allowed=np.ones(3, dtype=np.uint8)),
        replace(REQUEST, pattern_allowed=np.ones(0, dtype=np.uint8)),
    ],
)
def test_what_the_view_does_not_have_is_refused_and_harms_nothing(engine: Engine, wrong: Request):
    for search in (engine.earliest, engine.profile, engine.latest):
        with pytest.raises(ValueError, match=r"stop|ride|flags"):
            search(wrong)

    assert [journey.arrives for journey in engine.earliest(REQUEST)] == [20]


def test_numbers_of_any_kind_are_taken(engine: Engine):
    wide = Ends(np.array([0]), np.array([5]), np.zeros((1, 3), dtype=np.int32))
    locked = Ends.of((1, 0))
    locked.stops.setflags(write=False)

    (journey,) = engine.earliest(replace(REQUEST, access=wide, egress=locked))

    assert (journey.departs, journey.arrives) == (5, 20)


def test_views_that_are_read_only_are_searched():
    view = view_of([Line([0, 1], [[(10, 10), (20, 20)]])], stops=2)
    view.arrivals.setflags(write=False)
    view.departures.setflags(write=False)

    assert [journey.arrives for journey in Engine(view).earliest(REQUEST)] == [20]


def test_a_view_without_anything_has_no_journeys():
    engine = Engine(view_of([], stops=2))

    assert engine.earliest(REQUEST) == engine.profile(REQUEST) == engine.latest(REQUEST) == []
    assert Engine(view_of([], stops=0)).reach(Ends.of(), 0, 3).tolist() == []


def test_no_ends_no_journeys(engine: Engine):
    assert engine.earliest(replace(REQUEST, access=Ends.of())) == []
    assert engine.profile(replace(REQUEST, egress=Ends.of())) == []


def test_threads_share_an_engine_and_not_its_memory():
    random = np.random.default_rng(1)
    views = [naive.random_view(random) for _ in range(20)]
    asked = [(Engine(view), naive.random_request(random, view)) for view in views for _ in range(5)]
    alone = [(engine.earliest(request), engine.profile(request, 40)) for engine, request in asked]

    with ThreadPoolExecutor(4) as pool:
        together = list(
            pool.map(lambda pair: (pair[0].earliest(pair[1]), pair[0].profile(pair[1], 40)), asked)
        )

    assert together == alone


def test_no_request_compiles_once_the_engine_is_warm():
    warm()
    before = _compiled()

    random = np.random.default_rng(2)
    for _ in range(10):
        view = naive.random_view(random)
        request = naive.random_request(random, view)
        view.arrivals.setflags(write=False)
        request.access.seconds.setflags(write=False)
        engine = Engine(view)
        request = replace(request, at=np.int32(request.at), max_rides=np.int64(request.max_rides))
        engine.earliest(request)
        engine.latest(request)
        engine.profile(request)
        engine.profile_arriving(request)
        engine.pareto(request)
        engine.pareto_arriving(request, (COST, DISCOMFORT, CO2), Slack(60, 1))
        engine.reach(request.access, request.at, 3)

    assert _compiled() == before


def _compiled() -> dict[str, int]:
    """Count the signatures for which each kernel has been compiled."""
    return {
        f"{module}.{name}": len(value.signatures)
        for module in list(sys.modules)
        if module.startswith(engine_package.__name__)
        for name, value in vars(sys.modules[module]).items()
        if hasattr(value, "signatures")
    }
