"""Ways by road as we estimate them: around what no car crosses, and longer and slower through hills.

What a road through hills is like is data: how much longer it is than one through plains, and the speed that cars don't
exceed there on average. A way is as much in hills as its straight stretches are inside their outlines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from .places import metres_between
from .streets import Point, road_metres, road_seconds
from .streets_corridors import Corridors, holds

_SAMPLE_EVERY_M: Final = 4_000
_MOST_SAMPLES: Final = 100


@dataclass(frozen=True, slots=True)
class Terrain:
    """The quality of roads somewhere."""

    longer: float
    """Times as long as in plains."""
    most_mps: float
    """No faster than this, on average."""


@dataclass(frozen=True, slots=True)
class Hills:
    """A region of hills."""

    name: str
    outline: tuple[Point, ...]
    terrain: Terrain


@dataclass(frozen=True, slots=True)
class Roads:
    """The roads of the world as far as they are known."""

    corridors: Corridors
    hills: tuple[Hills, ...] = ()

    def way(self, origin: Point, destination: Point) -> tuple[int, int]:
        """Return metres and seconds by car, or by taxi."""
        points = self.corridors.between(origin, destination)
        plain = road_metres(sum(metres_between(a, b) for a, b in pairwise(points)))
        shares = self._shares(points)
        share_of_plains = 1 - sum(shares)
        metres = plain * (share_of_plains + _sum_longer(self.hills, shares))
        seconds = share_of_plains * road_seconds(plain)
        for hills, share in zip(self.hills, shares, strict=True):
            if share:
                terrain = hills.terrain
                seconds += share * road_seconds(plain * terrain.longer, terrain.most_mps)
        return round(metres), round(seconds)

    def _shares(self, points: Sequence[Point]) -> list[float]:
        """Return which part of a line lies in each region of hills; of two that overlap, the first counts."""
        samples = [sample for a, b in pairwise(points) for sample in _samples(a, b)]
        total = sum(metres for _, metres in samples) or 1.0
        shares = [0.0] * len(self.hills)
        for point, metres in samples:
            number = self._region(point)
            if number is not None:
                shares[number] += metres / total
        return shares

    def _region(self, point: Point) -> int | None:
        regions = (n for n, hills in enumerate(self.hills) if holds(hills.outline, point))
        return next(regions, None)


def _sum_longer(every: Sequence[Hills], shares: Sequence[float]) -> float:
    return sum(share * hills.terrain.longer for hills, share in zip(every, shares, strict=True))


def _samples(origin: Point, destination: Point) -> list[tuple[Point, float]]:
    """Return points in the middle of equal pieces of a line, each with its metres."""
    metres = metres_between(origin, destination)
    count = min(_MOST_SAMPLES, int(metres / _SAMPLE_EVERY_M) + 1)
    return [
        (
            (
                origin[0] + (destination[0] - origin[0]) * (number + 0.5) / count,
                origin[1] + (destination[1] - origin[1]) * (number + 0.5) / count,
            ),
            metres / count,
        )
        for number in range(count)
    ]
