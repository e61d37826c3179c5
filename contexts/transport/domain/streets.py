"""Ways on foot and by road: what one looks like, and an estimate of it from the great circle alone.

Streets are longer than the straight line by about 1.3, on long ways by road by 1.25; speeds rise with distance, because long
ways use larger roads. Both are our estimates from what is commonly found in towns and between them, and each answer says so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from .modes import Mode
from .timetable.view import Float64, Int32

Point = tuple[float, float]
"""Latitude and longitude in degrees."""

EARTH_RADIUS_M: Final = 6_371_008.8
GREAT_CIRCLE: Final = "great_circle"
STREET_MODES: Final = frozenset({Mode.WALK, Mode.BICYCLE, Mode.CAR, Mode.TAXI})
_POINT_EVERY_M: Final = 100_000

# Straight metres and how much longer streets are from there on.
_DETOURS: Final[dict[Mode, tuple[tuple[float, float], ...]]] = {
    Mode.WALK: ((0, 1.3),),
    Mode.BICYCLE: ((0, 1.3),),
    Mode.CAR: ((0, 1.3), (10_000, 1.25)),
    Mode.TAXI: ((0, 1.3), (10_000, 1.25)),
}
# Street metres and the speed from there on, in metres a second.
_ROAD_SPEEDS: Final = ((0.0, 6.1), (5_000.0, 9.7), (30_000.0, 13.9), (100_000.0, 18.1))
_SPEEDS: Final[dict[Mode, tuple[tuple[float, float], ...]]] = {
    Mode.WALK: ((0, 1.2),),
    Mode.BICYCLE: ((0, 4.2),),
    Mode.CAR: _ROAD_SPEEDS,
    Mode.TAXI: _ROAD_SPEEDS,
}


@dataclass(frozen=True, slots=True)
class StreetTime:
    """How far and how long."""

    metres: int
    seconds: int


@dataclass(frozen=True, slots=True)
class StreetRoute:
    """A way along streets."""

    metres: int
    seconds: int
    geometry: tuple[Point, ...]
    source: str
    is_estimated: bool


@dataclass(frozen=True, slots=True)
class StreetTimes:
    """Ways between many places: row by row of origins; -1 where there is none."""

    metres: Int32
    seconds: Int32
    source: str
    is_estimated: bool


def straight_m(origin: Point, destination: Point) -> float:
    """Return the metres of the great circle."""
    return float(straight_matrix_m([origin], [destination])[0, 0])


def straight_matrix_m(origins: Sequence[Point], destinations: Sequence[Point]) -> Float64:
    """Return the metres of the great circle between each origin and each destination."""
    start = np.radians(np.array(origins, dtype=np.float64).reshape(len(origins), 1, 2))
    end = np.radians(np.array(destinations, dtype=np.float64).reshape(1, len(destinations), 2))
    half = np.sin((end - start) / 2) ** 2
    square = half[..., 0] + np.cos(start[..., 0]) * np.cos(end[..., 0]) * half[..., 1]
    metres: Float64 = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(square, 0, 1)))
    return metres


def estimated_route(origin: Point, destination: Point, mode: Mode) -> StreetRoute:
    """Estimate a way; its geometry is the great circle."""
    straight = straight_m(origin, destination)
    metres, seconds = _estimate(np.array([straight]), mode)
    return StreetRoute(
        metres=int(metres[0]),
        seconds=int(seconds[0]),
        geometry=_arc(origin, destination, straight),
        source=GREAT_CIRCLE,
        is_estimated=True,
    )


def estimated_times(
    origins: Sequence[Point], destinations: Sequence[Point], mode: Mode
) -> StreetTimes:
    """Estimate ways between many places; never less for what is farther away."""
    metres, seconds = _estimate(straight_matrix_m(origins, destinations), mode)
    return StreetTimes(metres, seconds, GREAT_CIRCLE, is_estimated=True)


def road_metres(straight: float) -> float:
    """Return how long a road through plains is, by what the crow flies."""
    return _sum_of_pieces(straight, _DETOURS[Mode.CAR])


def road_seconds(metres: float, most_mps: float = math.inf) -> float:
    """Return how long a car takes along a road: slow in towns, faster the further it goes, and never faster than named."""
    slownesses = [(start, 1 / min(speed, most_mps)) for start, speed in _ROAD_SPEEDS]
    return _sum_of_pieces(metres, slownesses)


def is_plausible(straight: float, time: StreetTime) -> bool:
    """Tell whether streets may be so long and take so long: wrong units and wrong places give themselves away."""
    if time.metres < 0 or time.seconds < 0:
        return False
    # Each end may be some kilometres from the street where the way begins.
    if not straight / 2 - 10_000 <= time.metres <= 20 * straight + 50_000:
        return False
    # Nobody is faster than 250 km/h on a road, or slower than a kilometre an hour but for ends and lights.
    return time.metres / 70 - 60 <= time.seconds <= time.metres / 0.28 + 3_600


def _estimate(straight: Float64, mode: Mode) -> tuple[Int32, Int32]:
    metres = _pieces(straight, [(start, factor) for start, factor in _DETOURS[mode]])
    seconds = _pieces(metres, [(start, 1 / speed) for start, speed in _SPEEDS[mode]])
    return np.rint(metres).astype(np.int32), np.ceil(seconds).astype(np.int32)


def _pieces(amounts: Float64, bands: Sequence[tuple[float, float]]) -> Float64:
    """Weigh each stretch of an amount by its band's factor, so that the result never falls."""
    total = np.zeros_like(amounts)
    ends = [start for start, _ in bands[1:]] + [math.inf]
    for (start, factor), end in zip(bands, ends, strict=True):
        total += np.clip(amounts - start, 0, end - start) * factor
    return total


def _sum_of_pieces(amount: float, bands: Sequence[tuple[float, float]]) -> float:
    """Do the same to one amount."""
    ends = [start for start, _ in bands[1:]] + [math.inf]
    return sum(
        max(0.0, min(amount, end) - start) * factor
        for (start, factor), end in zip(bands, ends, strict=True)
    )


def _arc(origin: Point, destination: Point, straight: float) -> tuple[Point, ...]:
    """Return points on the great circle, ends included."""
    steps = max(1, math.ceil(straight / _POINT_EVERY_M))
    angle = straight / EARTH_RADIUS_M
    # Opposite points have no one circle between them.
    if steps == 1 or math.sin(angle) < 1e-9:  # noqa: PLR2004 - the resolution of floats here
        return (origin, destination)
    a, b = _vector(origin), _vector(destination)
    inner = (
        _point(
            (a * math.sin((1 - step / steps) * angle) + b * math.sin(step / steps * angle))
            / math.sin(angle)
        )
        for step in range(1, steps)
    )
    return (origin, *inner, destination)


def _vector(point: Point) -> Float64:
    latitude, longitude = math.radians(point[0]), math.radians(point[1])
    flat = math.cos(latitude)
    return np.array(
        [flat * math.cos(longitude), flat * math.sin(longitude), math.sin(latitude)],
        dtype=np.float64,
    )


def _point(vector: Float64) -> Point:
    x, y, z = (float(each) for each in vector)
    return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))


def length_m(geometry: Sequence[Point]) -> float:
    """Return the metres along a line."""
    return sum(straight_m(a, b) for a, b in pairwise(geometry))
