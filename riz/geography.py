"""Points and circles on the globe, in degrees of WGS 84, and boxes that an index of (lon, lat) points can answer."""

from __future__ import annotations

import math
from dataclasses import dataclass

from riz.values import BadValue

EARTH_RADIUS_M = 6_371_008.8
POLE = 90
ANTIMERIDIAN = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """The area within `radius_m` metres of a point."""

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


def latitude(degrees: float) -> float:
    """Return degrees north of the equator.

    Raises:
        BadValue: they lead beyond a pole, or are no number.
    """
    if not abs(degrees) <= POLE:
        raise BadValue("A latitude lies from -90 to 90.")
    return degrees


def longitude(degrees: float) -> float:
    """Return degrees east of Greenwich.

    Raises:
        BadValue: they lead beyond the antimeridian, or are no number.
    """
    if not abs(degrees) <= ANTIMERIDIAN:
        raise BadValue("A longitude lies from -180 to 180.")
    return degrees


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
