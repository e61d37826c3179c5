"""Which ways are worth telling: none that another one beats, with two exceptions that say so themselves.

A way dominates another when it is nowhere worse in departure, arrival, changes, cost, discomfort and CO2, and better in
one. Cost, discomfort and CO2 count in whole units of the search's view, as the search itself did: amounts worked out
exactly afterwards don't bring back what differs by less than a unit. A way of unknown cost is dearer than any.

Told though dominated: what is direct, because people look for the train they know; and what nothing of its own family
dominates, so that flights don't swallow trains, nor trains coaches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from ..timetable.view import Int64, Units
from .ways import Way

UNKNOWN: Final = 2**62
_WIDTH: Final = 6
_BLOCK: Final = 64
"""So many rows are compared at once."""
Bool = npt.NDArray[np.bool_]
Vector = tuple[int, int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Kept:
    """A way that is told."""

    way: Way
    is_dominated: bool


def vector(way: Way, units: Units) -> Vector:
    """Return what is compared; less is better everywhere."""
    cost = way.cost_minor
    return (
        -way.departs,
        way.arrives,
        way.transfers,
        UNKNOWN if cost is None else -(-cost // units.cost_minor),
        -(-way.discomfort_s // units.discomfort_s),
        -(-way.co2_g // units.co2_g),
    )


def dominates(one: Vector, other: Vector) -> bool:
    """Tell whether the first is nowhere worse and somewhere better."""
    return one != other and all(a <= b for a, b in zip(one, other, strict=True))


def front(ways: Iterable[Way], units: Units) -> list[Kept]:
    """Return what is told, by departure; of equal ways the one that comes first."""
    compared = _distinct(ways, units)
    minimal = _minimal(compared)
    best = {id(way) for way, _ in minimal}
    kept = {id(way) for way, _ in _of_families(compared)} | best
    listed = [
        Kept(way, is_dominated=id(way) not in best)
        for way, _ in compared
        if id(way) in kept or way.is_direct
    ]
    return sorted(listed, key=lambda each: (each.way.departs, each.way.arrives, each.way.transfers))


def inside(kept: Sequence[Kept], holds: Callable[[int, int], bool]) -> list[Kept]:
    """Return what leaves, or arrives, in the window: all there is where nothing does."""
    found = [each for each in kept if holds(each.way.departs, each.way.arrives)]
    return found or list(kept)


def _distinct(ways: Iterable[Way], units: Units) -> list[tuple[Way, Vector]]:
    seen: dict[tuple[object, Vector], Way] = {}
    # Exact amounts decide between ways that are equal in units.
    for way in sorted(ways, key=_exact):
        seen.setdefault((way.family, vector(way, units)), way)
    return [(way, compared) for (_, compared), way in seen.items()]


def _exact(way: Way) -> tuple[int, ...]:
    cost = way.cost_minor
    money = UNKNOWN if cost is None else cost
    return (
        way.departs,
        way.arrives,
        way.transfers,
        money,
        way.discomfort_s,
        way.co2_g,
        len(way.legs),
    )


def _minimal(compared: Sequence[tuple[Way, Vector]]) -> list[tuple[Way, Vector]]:
    rows = np.array([mine for _, mine in compared], dtype=np.int64).reshape(len(compared), _WIDTH)
    return [compared[i] for i in minimal(rows)]


def minimal(rows: Int64) -> list[int]:
    """Return the rows that no other row dominates; less is better in every column, and equal rows all stay."""
    # In this order whatever dominates comes before what it dominates, or lies in one block with it.
    order = np.lexsort(rows.T[::-1]) if len(rows) else np.zeros(0, dtype=np.int64)
    best = np.empty_like(rows)
    kept: list[int] = []
    for start in range(0, len(order), _BLOCK):
        numbers = order[start : start + _BLOCK]
        block = rows[numbers]
        free = ~(_dominated(block, best[: len(kept)]) | _dominated(block, block))
        before = len(kept)
        kept += numbers[free].tolist()
        best[before : len(kept)] = block[free]
    return kept


def _dominated(rows: Int64, others: Int64) -> Bool:
    """Tell of each row whether any of the others is nowhere worse and somewhere better."""
    no_worse = np.ones((len(rows), len(others)), dtype=np.bool_)
    better = np.zeros_like(no_worse)
    for column in range(rows.shape[1]):
        mine, theirs = rows[:, column, None], others[None, :, column]
        no_worse &= theirs <= mine
        better |= theirs < mine
    return np.asarray((no_worse & better).any(axis=1))


def _of_families(compared: Sequence[tuple[Way, Vector]]) -> list[tuple[Way, Vector]]:
    families = {way.family for way, _ in compared}
    return [
        pair
        for family in families
        for pair in _minimal([each for each in compared if each[0].family == family])
    ]


def without_absurd(ways: Iterable[Way], direct_walk_s: int) -> list[Way]:
    """Leave out ways on which one walks as long as straight to the destination, or longer, and those that come back."""
    return [way for way in ways if way.walk_s < direct_walk_s and not comes_back(way)]


def comes_back(way: Way) -> bool:
    """Tell whether a way gets off where it has got on before: it could have waited there."""
    left: set[tuple[int, int]] = set()
    for ride in way.rides:
        left.add((ride.feed, ride.origin))
        if (ride.feed, ride.destination) in left:
            return True
    return False
