"""Circles on the globe, and the boxes around them that an index of (lon, lat) points can answer."""

from __future__ import annotations

import math
from dataclasses import dataclass

from riz.values import ANTIMERIDIAN, POLE

EARTH_RADIUS_M = 6_371_008.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """The area within `radius_m` metres of a point, in degrees of WGS 84."""

    lat: float
    lon: float
    radius_m: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """South-west and north-east corners in degrees; `west` is never east of `east`."""

    south: float
    west: float
    north: float
    east: float


def boxes_around(circle: Circle) -> tuple[Box, ...]:
    """Return boxes that together contain the circle: two of them where it crosses the antimeridian."""
    reach = math.degrees(circle.radius_m / EARTH_RADIUS_M)
    south, north = max(-POLE, circle.lat - reach), min(POLE, circle.lat + reach)
    if south == -POLE or north == POLE:
        return (Box(south=south, west=-ANTIMERIDIAN, north=north, east=ANTIMERIDIAN),)
    ratio = math.sin(math.radians(reach)) / math.cos(math.radians(circle.lat))
    width = math.degrees(math.asin(min(1.0, ratio)))
    return tuple(
        Box(south=south, west=west, north=north, east=east)
        for west, east in _split(circle.lon - width, circle.lon + width)
    )


def _split(west: float, east: float) -> list[tuple[float, float]]:
    if west < -ANTIMERIDIAN:
        return [(west + 2 * ANTIMERIDIAN, ANTIMERIDIAN), (-ANTIMERIDIAN, east)]
    if east > ANTIMERIDIAN:
        return [(west, ANTIMERIDIAN), (-ANTIMERIDIAN, east - 2 * ANTIMERIDIAN)]
    return [(west, east)]
