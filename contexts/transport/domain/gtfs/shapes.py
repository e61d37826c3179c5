# ruff: noqa: PLR0917 - compiled loops take their arguments by position
"""The lines that vehicles draw on the map, simplified, and how far along them stops lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from ..kernels import kernel
from ..timetable.view import Float64, Int32, Int64
from .runs import is_in_order, ordered_rows
from .scanning import Mask
from .stops import is_on_earth, report_rows
from .tables import Reader, Table

_FILE: Final = "shapes.txt"
_TOLERANCE_M: Final = 4.0
"""A simplified line stays this near to the published one."""
_MOST_SKIPPED: Final = 60
"""Points that one straight piece may stand for."""
_METRES_PER_DEGREE: Final = 111_195.0
AHEAD: Final = 0
ANYWHERE: Final = 1
"""Columns of stops' distances from their shape: from what of it lies ahead of the stop before, and from all of it."""
_AS_NEAR_M: Final = 30.0
"""Of places on a shape nearly as near to a stop as the nearest, the first is taken."""


@dataclass(slots=True)
class Shapes:
    """Lines by number in the pool of shapes; those without points are empty."""

    first: Int64
    latitude: Float64
    longitude: Float64

    def __len__(self) -> int:
        return len(self.first) - 1


def read_shapes(reader: Reader) -> Shapes:
    """Read shapes.txt and simplify its lines."""
    table = reader.read(_FILE)
    table.keep(_on_earth(reader, table))
    count = reader.pool("shape").count
    shape, sequence = table.whole("shape_id"), table.whole("shape_pt_sequence")
    if not is_in_order(shape, sequence):
        table.reorder(ordered_rows(shape, sequence, count))
        shape, sequence = table.whole("shape_id"), table.whole("shape_pt_sequence")
        again = np.zeros(len(shape), dtype=np.bool_)
        again[1:] = (shape[1:] == shape[:-1]) & (sequence[1:] == sequence[:-1])
        report_rows(reader, table, "duplicate_key", again, "shape_id,shape_pt_sequence")
        table.keep(~again)
    first = np.searchsorted(table.whole("shape_id"), np.arange(count + 1))
    latitude, longitude = table.decimals("shape_pt_lat"), table.decimals("shape_pt_lon")
    kept = np.zeros(len(latitude), dtype=np.bool_)
    simplify(first, latitude, longitude, _TOLERANCE_M, _MOST_SKIPPED, kept)
    _thin_out(first, kept, reader.limits.shape_points)
    lengths = np.concatenate([[0], np.cumsum(kept)])
    return Shapes(lengths[first], latitude[kept], longitude[kept])


def _on_earth(reader: Reader, table: Table) -> Mask:
    latitude, longitude = table.decimals("shape_pt_lat"), table.decimals("shape_pt_lon")
    outside = ~is_on_earth(latitude, longitude)
    report_rows(reader, table, "number_out_of_range", outside, "shape_pt_lat,shape_pt_lon")
    origin = (np.abs(latitude) < 1) & (np.abs(longitude) < 1)
    report_rows(reader, table, "point_near_origin", origin, "shape_pt_lat,shape_pt_lon")
    return ~outside & ~origin


def _thin_out(first: Int64, kept: Mask, most: int) -> None:
    """Take points at even steps from a line that has too many still."""
    before = np.concatenate([[0], np.cumsum(kept)])
    counts = before[first[1:]] - before[first[:-1]]
    for shape in np.flatnonzero(counts > most):
        points = np.flatnonzero(kept[first[shape] : first[shape + 1]]) + first[shape]
        kept[points] = False
        kept[points[np.linspace(0, len(points) - 1, most).astype(np.int64)]] = True


@kernel
def simplify(
    first: Int64, latitude: Float64, longitude: Float64, tolerance_m: float, most: int, kept: Mask
) -> None:
    """Keep the points without which a line would stray from the published one by more than the tolerance."""
    for shape in range(len(first) - 1):
        begin = first[shape]
        end = first[shape + 1]
        if begin == end:
            continue
        kept[begin] = True
        kept[end - 1] = True
        anchor = begin
        for point in range(begin + 2, end):
            if point - anchor > most or _strays(latitude, longitude, anchor, point, tolerance_m):
                kept[point - 1] = True
                anchor = point - 1


@kernel
def _strays(latitude: Float64, longitude: Float64, a: int, b: int, tolerance_m: float) -> bool:
    for point in range(a + 1, b):
        distance, _ = _to_segment(latitude, longitude, a, b, latitude[point], longitude[point])
        if distance > tolerance_m:
            return True
    return False


@kernel
def _to_segment(
    latitude: Float64, longitude: Float64, a: int, b: int, at_latitude: float, at_longitude: float
) -> tuple[float, float]:
    """Return a place's distance from the piece of line between two points, and how far along that piece it lies."""
    narrow = np.cos(at_latitude * np.pi / 180.0) * _METRES_PER_DEGREE
    x = (at_longitude - longitude[a]) * narrow
    y = (at_latitude - latitude[a]) * _METRES_PER_DEGREE
    dx = (longitude[b] - longitude[a]) * narrow
    dy = (latitude[b] - latitude[a]) * _METRES_PER_DEGREE
    square = dx * dx + dy * dy
    share = 0.0 if square == 0.0 else min(1.0, max(0.0, (x * dx + y * dy) / square))
    x -= share * dx
    y -= share * dy
    return np.sqrt(x * x + y * y), share * np.sqrt(square)


@kernel
def _length(latitude: Float64, longitude: Float64, a: int, b: int) -> float:
    _, metres = _to_segment(latitude, longitude, a, b, latitude[b], longitude[b])
    return metres


@kernel
def place_along(
    latitude: Float64,
    longitude: Float64,
    begin: int,
    end: int,
    stop_latitude: Float64,
    stop_longitude: Float64,
    stops: Int32,
    metres: Float64,
    away: Float64,
) -> None:
    """Find how far along a line each stop of a pattern lies, never before the stop ahead of it."""
    segment = begin
    passed = 0.0
    for at in range(len(stops)):
        lat, lon = stop_latitude[stops[at]], stop_longitude[stops[at]]
        nearest = np.inf
        for point in range(segment, end - 1):
            distance, _ = _to_segment(latitude, longitude, point, point + 1, lat, lon)
            nearest = min(nearest, distance)
        away[at, AHEAD] = away[at, ANYWHERE] = nearest
        for point in range(begin, segment):
            distance, _ = _to_segment(latitude, longitude, point, point + 1, lat, lon)
            away[at, ANYWHERE] = min(away[at, ANYWHERE], distance)
        while segment < end - 1:
            distance, along = _to_segment(latitude, longitude, segment, segment + 1, lat, lon)
            if distance <= nearest + _AS_NEAR_M:
                break
            passed += _length(latitude, longitude, segment, segment + 1)
            segment += 1
        segment = min(segment, end - 2)
        segment, passed, along = _best_nearby(latitude, longitude, segment, end, passed, lat, lon)
        metres[at] = max(passed + along, metres[at - 1] if at > 0 else 0.0)


@kernel
def _best_nearby(
    latitude: Float64,
    longitude: Float64,
    segment: int,
    end: int,
    passed: float,
    lat: float,
    lon: float,
) -> tuple[int, float, float]:
    """Go on along the line while it comes nearer to the stop."""
    distance, along = _to_segment(latitude, longitude, segment, segment + 1, lat, lon)
    while segment + 2 < end:
        following, further = _to_segment(latitude, longitude, segment + 1, segment + 2, lat, lon)
        if following > distance:
            break
        passed += _length(latitude, longitude, segment, segment + 1)
        segment += 1
        distance, along = following, further
    return segment, passed, along


@kernel
def place_patterns(
    first: Int64,
    latitude: Float64,
    longitude: Float64,
    shape: Int32,
    pattern_first: Int32,
    stop: Int32,
    stop_latitude: Float64,
    stop_longitude: Float64,
    metres: Float64,
    away: Float64,
) -> None:
    """Place the stops of every pattern that has a shape; the others are left alone."""
    for pattern in range(len(shape)):
        if shape[pattern] < 0:
            continue
        begin = first[shape[pattern]]
        end = first[shape[pattern] + 1]
        if end - begin >= 2:  # noqa: PLR2004
            a, b = pattern_first[pattern], pattern_first[pattern + 1]
            place_along(
                latitude,
                longitude,
                begin,
                end,
                stop_latitude,
                stop_longitude,
                stop[a:b],
                metres[a:b],
                away[a:b],
            )
