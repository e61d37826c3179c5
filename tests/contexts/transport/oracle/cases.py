"""Tiny timetables made up by dice, with all that makes timetables awkward, and questions about them.

Times lie on a coarse grid, so that things coincide: trips overtake, hop in no time, meet at the very second a change
takes; lines pass a stop twice, or share a stretch with others; some run every so often;
some start before time 0, some go past midnight. Hypothesis draws the sizes and the seeds,
and so can leave lines, trips and links out of a case that failed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from hypothesis import strategies as st

from contexts.transport.domain.engine.journeys import Ends, Request
from contexts.transport.domain.timetable.view import (
    CRITERIA,
    MAY_ALIGHT,
    MAY_BOARD,
    NO_PRODUCT,
    Uint8,
    View,
)
from tests.contexts.transport.timetables import Criteria, Line, Times, Way, view_of

GRID = 30
MIDNIGHT = 86_400
BOTH = MAY_BOARD | MAY_ALIGHT
TICKET = (3, 4)
"""What each ticket costs."""
TRUNK = 5
"""Stops of the stretch that lines may share."""
MOST_BY_HEADWAY = 5


@dataclass(frozen=True)
class Case:
    """A timetable and a question."""

    lines: list[Line]
    ways: list[Way]
    change_s: list[int]
    request: Request

    @property
    def view(self) -> View:
        return view_of(self.lines, self.ways, stops=len(self.change_s), change_s=self.change_s)


def cases(*, max_rides: int = 3, max_lines: int = 14) -> st.SearchStrategy[Case]:
    """Draw a timetable and a question about it."""
    return st.builds(
        case_of,
        st.integers(0, 2**32),
        stops=st.integers(4, 9),
        lines=st.integers(3, max_lines),
        trips=st.integers(1, 3),
        ways=st.integers(0, 8),
        max_rides=st.sampled_from([max_rides, max_rides, 2, 1]),
    )


def case_of(
    seed: int,
    *,
    stops: int,
    lines: int,
    trips: int,
    ways: int,
    max_rides: int,
    several_prices: bool = False,
) -> Case:
    """Return the case of a seed. Each line has dice of its own: with less lines, the others stay.

    With `several_prices`, one ticket is dearer on some lines than on others.
    """
    dice = np.random.default_rng([seed, 0])
    start = int(dice.choice([0, -10 * GRID, MIDNIGHT - 10 * GRID]))
    trunk = dice.integers(0, stops, TRUNK).tolist()
    change_s = (GRID * dice.integers(0, 3, stops)).tolist()
    running = [
        _line(np.random.default_rng([seed, 1, number]), trunk, stops, trips, start)
        for number in range(lines)
    ]
    if several_prices:
        running = [_dearer(line, dice) for line in running]
    walks = [_way(np.random.default_rng([seed, 2, number]), stops) for number in range(ways)]
    if dice.random() < 0.5:
        walks += [Way(way.destination, way.origin, way.seconds, way.criteria) for way in walks]
    patterns = view_of(running, walks, stops=stops, change_s=change_s).patterns
    request = Request(
        access=_ends(dice, stops),
        egress=_ends(dice, stops),
        at=start + GRID * int(dice.integers(-2, 5)),
        max_rides=max_rides,
        pattern_allowed=_allowed(dice, patterns),
        stop_allowed=_allowed(dice, stops),
    )
    return Case(running, walks, change_s, request)


def turned(case: Case) -> Request:
    """Return the question of a case as one that arrives by a time."""
    at = case.request.at + GRID * 16
    asked = case.request
    return Request(
        asked.access, asked.egress, at, asked.max_rides, asked.pattern_allowed, asked.stop_allowed
    )


def _line(dice: np.random.Generator, trunk: list[int], stops: int, trips: int, start: int) -> Line:
    calls = _calls(dice, trunk, stops)
    length = len(calls)
    product = int(dice.choice([NO_PRODUCT, NO_PRODUCT, 0, 1]))
    price = int(dice.integers(0, 4))
    if product != NO_PRODUCT:
        price = TICKET[product]
    boarding = (price, int(dice.integers(0, 3)), int(dice.integers(0, 3)))
    flags = [BOTH] * length
    if dice.random() < 0.2:
        flags = dice.choice([BOTH, BOTH, MAY_BOARD, MAY_ALIGHT, 0], length).tolist()
    return Line(
        stops=calls,
        trips=_trips(dice, length, trips, start),
        product=product,
        boarding=boarding,
        steps=[_spent(dice) for _ in range(length - 1)],
        may=flags,
    )


def _dearer(line: Line, dice: np.random.Generator) -> Line:
    price, *rest = line.boarding
    return replace(line, boarding=(price + int(dice.choice([0, 0, 2, 5])), rest[0], rest[1]))


def _calls(dice: np.random.Generator, trunk: list[int], stops: int) -> list[int]:
    """Return some stops, or a piece of the stretch that others run on too."""
    length = int(dice.choice([2, 2, 3, 3, 4]))
    if dice.random() < 0.3:
        first = int(dice.integers(0, TRUNK - length + 1))
        return trunk[first : first + length]
    calls: list[int] = dice.integers(0, stops, length).tolist()
    return calls


def _trips(dice: np.random.Generator, length: int, trips: int, start: int) -> list[Times]:
    """Return trips each with times of its own, or one that runs every so often."""
    if dice.random() < 0.75:
        return [_trip(dice, length, start) for _ in range(trips)]
    pattern = _trip(dice, length, start)
    headway = GRID * int(dice.integers(1, 5))
    count = int(dice.integers(2, MOST_BY_HEADWAY + 1))
    return [
        [(arrival + turn * headway, departure + turn * headway) for arrival, departure in pattern]
        for turn in range(count)
    ]


def _trip(dice: np.random.Generator, length: int, start: int) -> Times:
    now = start + GRID * int(dice.integers(0, 16))
    times = []
    for _ in range(length):
        arrival = now + GRID * int(dice.choice([0, 1, 1, 2, 4]))
        now = arrival + GRID * int(dice.integers(0, 2))
        times.append((arrival, now))
    return times


def _way(dice: np.random.Generator, stops: int) -> Way:
    """Return a link, which may lead from a stop to itself."""
    origin, destination = dice.integers(0, stops, 2).tolist()
    return Way(origin, destination, GRID * int(dice.integers(0, 6)), _spent(dice))


def _ends(dice: np.random.Generator, stops: int) -> Ends:
    """Return one to three ways to or from stops, repeats included."""
    count = int(dice.choice([1, 1, 1, 2, 3]))
    return Ends(
        dice.integers(0, stops, count).astype(np.int32),
        (GRID * dice.integers(0, 4, count)).astype(np.int32),
        dice.integers(0, 3, (count, CRITERIA)).astype(np.int32),
    )


def _allowed(dice: np.random.Generator, length: int) -> Uint8 | None:
    if dice.random() < 0.85:
        return None
    return (dice.random(length) < 0.8).astype(np.uint8)


def _spent(dice: np.random.Generator) -> Criteria:
    cost, discomfort, co2 = dice.integers(0, 3, CRITERIA).tolist()
    return cost, discomfort, co2
