"""Lines on the map: the part of a trip's shape between two of its stops, great circles of flights, straight lines of walks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from ..modes import Mode
from ..timetable.feed import CompiledFeed
from ..timetable.view import Float64
from .ways import Ride

Line = tuple[tuple[float, float], ...]
"""(longitude, latitude), as GeoJSON has it."""
_E6: Final = 1_000_000
_DIGITS: Final = 6
_ARC_POINTS: Final = 33
_MOST_POINTS: Final = 2000
_TOLERANCE: Final = 0.12
"""How far along the shape, as a part of it, a stop may lie from where its distance says."""


def straight(*points: tuple[float, float]) -> Line:
    """Join (latitude, longitude) points."""
    return tuple((round(lon, _DIGITS), round(lat, _DIGITS)) for lat, lon in points)


def great_circle(here: tuple[float, float], there: tuple[float, float]) -> Line:
    """Return the shortest line over the globe; longitudes run on across the date line, so that it is drawn in one piece."""
    a, b = _on_sphere(*here), _on_sphere(*there)
    angle = math.acos(max(-1.0, min(1.0, float(a @ b))))
    # Of antipodes no line is the shortest.
    if angle < 1e-9 or math.pi - angle < 1e-6:  # noqa: PLR2004
        return straight(here, there)
    shares = np.linspace(0.0, 1.0, _ARC_POINTS)[:, None]
    points = (np.sin((1 - shares) * angle) * a + np.sin(shares * angle) * b) / math.sin(angle)
    latitudes = np.degrees(np.arcsin(np.clip(points[:, 2], -1.0, 1.0)))
    longitudes = np.degrees(np.unwrap(np.arctan2(points[:, 1], points[:, 0])))
    return straight(*zip(latitudes.tolist(), longitudes.tolist(), strict=True))


def _on_sphere(latitude: float, longitude: float) -> Float64:
    north, east = math.radians(latitude), math.radians(longitude)
    return np.array(
        [math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)]
    )


def of_ride(feed: CompiledFeed, ride: Ride) -> Line:
    """Return the line of a ride."""
    stops = _stops(feed, ride)
    if ride.mode == Mode.FLIGHT:
        return great_circle(stops[0], stops[-1])
    shape = int(feed.pattern_shape[ride.pattern])
    if shape < 0:
        return straight(*stops)
    first, end = int(feed.shape_first[shape]), int(feed.shape_first[shape + 1])
    if end - first < 2:  # noqa: PLR2004
        return straight(*stops)
    latitudes = feed.shape_latitude_e6[first:end] / _E6
    longitudes = feed.shape_longitude_e6[first:end] / _E6
    start, finish = _between(feed, ride, latitudes, longitudes, (stops[0], stops[-1]))
    if finish <= start:
        return straight(*stops)
    step = 1 + (finish - start) // _MOST_POINTS
    inner = range(start + 1, finish, step)
    points = [(float(latitudes[i]), float(longitudes[i])) for i in inner]
    return straight(stops[0], *points, stops[-1])


def _stops(feed: CompiledFeed, ride: Ride) -> list[tuple[float, float]]:
    first = int(feed.pattern_first[ride.pattern])
    stops = feed.position_stop[first + ride.board : first + ride.alight + 1]
    return [(float(feed.stop_latitude[stop]), float(feed.stop_longitude[stop])) for stop in stops]


def _between(
    feed: CompiledFeed,
    ride: Ride,
    latitudes: Float64,
    longitudes: Float64,
    ends: Sequence[tuple[float, float]],
) -> tuple[int, int]:
    """Return the points of the shape nearest to the ends, looked for where their distance along the pattern says."""
    east = np.cos(np.radians(latitudes.mean()))
    steps = np.hypot(np.diff(latitudes), np.diff(longitudes) * east)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    along /= max(float(along[-1]), 1e-12)
    first, last = (
        int(feed.pattern_first[ride.pattern]),
        int(feed.pattern_first[ride.pattern + 1]) - 1,
    )
    metres = feed.position_metres[first : last + 1].astype(np.float64)
    shares = (metres - metres[0]) / max(float(metres[-1] - metres[0]), 1.0)
    found: list[int] = []
    for position, (latitude, longitude) in zip((ride.board, ride.alight), ends, strict=True):
        apart = np.hypot(latitudes - latitude, (longitudes - longitude) * east)
        apart[np.abs(along - shares[position]) > _TOLERANCE] += 360.0
        found.append(int(np.argmin(apart)))
    return found[0], found[1]
