"""Every kind of search once, on two stops: kernels are compiled, or read from the cache, before anybody waits for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Final

import numpy as np

from ..kernels import compile_each
from ..timetable.view import (
    CO2,
    COST,
    CRITERIA,
    DISCOMFORT,
    MAY_ALIGHT,
    MAY_BOARD,
    NO_PRODUCT,
    Int32,
    Units,
    View,
)
from .journeys import Ends, Request, Slack
from .library import Engine

REQUEST: Final = Request(Ends.of((0, 0)), Ends.of((1, 0)), at=0)
ARRIVING: Final = Request(Ends.of((0, 0)), Ends.of((1, 0)), at=60)


def warm() -> None:
    """Make every kernel ready in this process: from the cache in about a second, or compiled in one or two minutes.

    Of several processes that start at once one compiles, and the others wait for it.
    """
    compile_each([*searches()], report=lambda _: None)


def searches() -> Iterator[tuple[str, Callable[[], object]]]:
    """Return every kind of search by name. To list them is no work: the first of them makes the engine."""
    engine = cache(lambda: Engine(smallest_view()))

    def front(*asked: Any) -> Callable[[], object]:
        return lambda: engine().pareto(REQUEST, *asked)

    yield "layout", engine
    yield "earliest", lambda: engine().earliest(REQUEST)
    yield "reach", lambda: engine().reach(REQUEST.access, 0, 2)
    yield "profile", lambda: engine().profile(REQUEST)
    yield "latest", lambda: engine().latest(ARRIVING)
    yield "profile by arrival", lambda: engine().profile_arriving(ARRIVING)
    for criteria in ((COST,), (COST, DISCOMFORT), (COST, DISCOMFORT, CO2)):
        yield f"front over {len(criteria) + 2}", front(criteria)
        yield f"restricted front over {len(criteria) + 2}", front(criteria, Slack(600, 1))


def smallest_view() -> View:
    """Return a view with one trip from one stop to another and a way back on foot."""
    both = np.full(2, MAY_BOARD | MAY_ALIGHT, dtype=np.uint8)
    return View(
        base=0,
        units=Units(),
        stop_latitude=np.zeros(2),
        stop_longitude=np.zeros(2),
        stop_change_s=_ints(60, 60),
        stop_flags=np.zeros(2, dtype=np.uint8),
        stop_feed=np.zeros(2, dtype=np.int16),
        stop_in_feed=_ints(0, 1),
        pattern_first=_ints(0, 2),
        pattern_first_trip=_ints(0, 1),
        pattern_first_event=np.zeros(1, dtype=np.int64),
        pattern_mode=np.zeros(1, dtype=np.int8),
        pattern_flags=np.zeros(1, dtype=np.uint8),
        pattern_feed=np.zeros(1, dtype=np.int16),
        pattern_in_feed=_ints(0),
        pattern_product=np.full(1, NO_PRODUCT, dtype=np.int16),
        pattern_criteria=np.ones((1, CRITERIA), dtype=np.int32),
        position_stop=_ints(0, 1),
        position_flags=both,
        position_criteria=np.zeros((2, CRITERIA), dtype=np.int32),
        arrivals=_ints(10, 20),
        departures=_ints(10, 20),
        trip_in_feed=_ints(0),
        trip_day=_ints(0),
        stop_first_pattern=_ints(0, 1, 2),
        stop_pattern=_ints(0, 0),
        stop_pattern_position=_ints(0, 1),
        link_first=_ints(0, 0, 1),
        link_to=_ints(0),
        link_s=_ints(60),
        link_mode=np.zeros(1, dtype=np.int8),
        link_criteria=np.zeros((1, CRITERIA), dtype=np.int32),
    )


def _ints(*values: int) -> Int32:
    return np.array(values, dtype=np.int32)
