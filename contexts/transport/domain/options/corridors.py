"""Ways by road around what no car crosses: a straight line is no estimate where a border lies in between.

Barriers are outlines, and gateways the places through which roads lead around them. The way is the shortest chain of straight
stretches between the ends and gateways of which none crosses a barrier. Where there is no such chain, or an end lies inside a
barrier, the straight line stays.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..places import metres_between

Point = tuple[float, float]
"""Latitude and longitude."""


@dataclass(frozen=True, slots=True)
class Corridors:
    """What is in the way, and what leads around it."""

    barriers: tuple[tuple[Point, ...], ...] = ()
    gateways: tuple[Point, ...] = ()

    def between(self, origin: Point, destination: Point) -> list[Point]:
        """Return the points that a way by road leads through, both ends included."""
        straight = [origin, destination]
        crossed = [barrier for barrier in self.barriers if crosses(origin, destination, barrier)]
        inside = any(holds(barrier, end) for barrier in crossed for end in straight)
        return straight if inside or not crossed else self._around(origin, destination)

    def _around(self, origin: Point, destination: Point) -> list[Point]:
        points = [origin, *self.gateways, destination]
        last = len(points) - 1
        reached: set[int] = set()
        queue: list[tuple[float, list[int]]] = [(0.0, [0])]
        while queue:
            metres, chain = heapq.heappop(queue)
            here = chain[-1]
            if here == last:
                return [points[i] for i in chain]
            if here in reached:
                continue
            reached.add(here)
            for there in range(1, last + 1):
                if there not in reached and self._is_open(points[here], points[there]):
                    step = metres_between(points[here], points[there])
                    heapq.heappush(queue, (metres + step, [*chain, there]))
        return [origin, destination]

    def _is_open(self, origin: Point, destination: Point) -> bool:
        return not any(crosses(origin, destination, barrier) for barrier in self.barriers)


def crosses(origin: Point, destination: Point, outline: Sequence[Point]) -> bool:
    """Tell whether a line crosses an outline; on a map of degrees, which is enough for some hundreds of kilometres."""
    return any(
        _meet(origin, destination, start, end) for start, end in pairwise([*outline, outline[0]])
    )


def holds(outline: Sequence[Point], point: Point) -> bool:
    """Tell whether a point lies inside an outline."""
    beyond = (point[0], 200.0)
    sides = pairwise([*outline, outline[0]])
    return sum(_meet(point, beyond, start, end) for start, end in sides) % 2 == 1


def _meet(a: Point, b: Point, c: Point, d: Point) -> bool:
    return _turn(a, b, c) != _turn(a, b, d) and _turn(c, d, a) != _turn(c, d, b)


def _turn(a: Point, b: Point, c: Point) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) > (b[1] - a[1]) * (c[0] - a[0])
