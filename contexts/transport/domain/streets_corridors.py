"""Ways by road around what no car crosses: a straight line is no estimate where a border lies in between.

Barriers are outlines, and gateways the places through which roads lead around them. The way is the shortest chain of straight
stretches between the ends and gateways of which none crosses a barrier. Where there is no such chain, or an end lies inside a
barrier, the straight line stays.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Final

from .places import metres_between

Point = tuple[float, float]
"""Latitude and longitude."""
Chain = tuple[float, tuple[int, ...]]
"""Metres, and gateways one after another."""
_ENDS_KEPT: Final = 4096


@dataclass(frozen=True)
class Corridors:
    """Obstacles, and the corridors that lead around them."""

    barriers: tuple[tuple[Point, ...], ...] = ()
    gateways: tuple[Point, ...] = ()

    def between(self, origin: Point, destination: Point) -> list[Point]:
        """Return the points that a way by road leads through, both ends included."""
        straight = [origin, destination]
        crossed = [barrier for barrier in self.barriers if crosses(origin, destination, barrier)]
        inside = any(holds(barrier, end) for barrier in crossed for end in straight)
        return straight if inside or not crossed else self._around(origin, destination)

    def _around(self, origin: Point, destination: Point) -> list[Point]:
        """Return the shortest chain through gateways; the straight line where there is none."""
        chains = [
            (before + metres + after, chain)
            for start, before in self._open_gateways(origin)
            for end, after in self._open_gateways(destination)
            if (known := self._chains[start].get(end)) is not None
            for metres, chain in [known]
        ]
        _, chain = min(chains, default=(0.0, ()))
        return [origin, *(self.gateways[number] for number in chain), destination]

    @cached_property
    def _chains(self) -> list[dict[int, Chain]]:
        """Return the shortest chain from each gateway to each other that can be reached."""
        roads = [dict(self._open_gateways(gateway)) for gateway in self.gateways]
        return [_shortest(start, roads) for start in range(len(self.gateways))]

    @cached_property
    def _open_gateways(self) -> _OpenGateways:
        return _OpenGateways(self.barriers, self.gateways)


class _OpenGateways:
    """Which gateways a straight line leads to, with their metres; of the ends asked about last it is known."""

    def __init__(
        self, barriers: tuple[tuple[Point, ...], ...], gateways: tuple[Point, ...]
    ) -> None:
        self._barriers = barriers
        self._gateways = gateways
        self._found = lru_cache(_ENDS_KEPT)(self._find)

    def __call__(self, point: Point) -> tuple[tuple[int, float], ...]:
        return self._found(point)

    def _find(self, point: Point) -> tuple[tuple[int, float], ...]:
        return tuple(
            (number, metres_between(point, gateway))
            for number, gateway in enumerate(self._gateways)
            if not any(crosses(point, gateway, barrier) for barrier in self._barriers)
        )


def _shortest(start: int, roads: Sequence[dict[int, float]]) -> dict[int, Chain]:
    """Return the shortest chain from a gateway to each that it leads to."""
    reached: dict[int, Chain] = {}
    queue: list[Chain] = [(0.0, (start,))]
    while queue:
        metres, chain = heapq.heappop(queue)
        here = chain[-1]
        if here in reached:
            continue
        reached[here] = metres, chain
        for there, step in roads[here].items():
            if there not in reached:
                heapq.heappush(queue, (metres + step, (*chain, there)))
    return reached


def crosses(origin: Point, destination: Point, outline: Sequence[Point]) -> bool:
    """Tell whether a line crosses an outline; on a map of degrees, which is enough for some hundreds of kilometres."""
    if any(_is_beside(origin[axis], destination[axis], outline, axis) for axis in (0, 1)):
        return False
    return any(
        _meet(origin, destination, start, end) for start, end in pairwise([*outline, outline[0]])
    )


def holds(outline: Sequence[Point], point: Point) -> bool:
    """Tell whether a point lies inside an outline."""
    if any(_is_beside(point[axis], point[axis], outline, axis) for axis in (0, 1)):
        return False
    beyond = (point[0], 200.0)
    sides = pairwise([*outline, outline[0]])
    return sum(_meet(point, beyond, start, end) for start, end in sides) % 2 == 1


def _is_beside(one: float, other: float, outline: Sequence[Point], axis: int) -> bool:
    """Tell whether the line lies wholly north, south, east or west of the outline: so it does nearly always."""
    low, high = _extent(tuple(outline))[axis]
    return max(one, other) < low or min(one, other) > high


@lru_cache(maxsize=256)
def _extent(outline: tuple[Point, ...]) -> tuple[tuple[float, float], tuple[float, float]]:
    latitudes, longitudes = zip(*outline, strict=True)
    return (min(latitudes), max(latitudes)), (min(longitudes), max(longitudes))


def _meet(a: Point, b: Point, c: Point, d: Point) -> bool:
    return _turn(a, b, c) != _turn(a, b, d) and _turn(c, d, a) != _turn(c, d, b)


def _turn(a: Point, b: Point, c: Point) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) > (b[1] - a[1]) * (c[0] - a[0])
