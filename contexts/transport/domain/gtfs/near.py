"""Stops near enough to walk from one to the other."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.spatial import cKDTree

from ..timetable.feed import NONE
from ..timetable.view import Float64, Int32, Int64
from .stops import PLATFORM, Stops
from .ways import Walking, Ways, metres_apart, no_ways

_EARTH_M: Final = 6_371_009.0
_NEIGHBOURS: Final = 32
"""Places that one is joined with: the nearest."""
_AT_ONE_PLACE: Final = 32
"""Stops with the very same coordinates that are joined; the rest stay apart."""
_LARGEST_STATION: Final = 64
"""Platforms of one station that are all joined with each other."""


def near_ways(stops: Stops, walking: Walking) -> Ways:
    """Return ways both ways between platforms that are near each other or of one station."""
    if walking.within_m <= 0:
        return no_ways()
    platforms = np.flatnonzero(stops.kind == PLATFORM).astype(np.int32)
    near = _near_pairs(stops, platforms, walking.within_m)
    inside = _station_pairs(stops, platforms)
    origin = np.concatenate([near[0], inside[0]])
    destination = np.concatenate([near[1], inside[1]])
    metres = metres_apart(stops.latitude, stops.longitude, origin, destination)
    seconds = walking.seconds(metres) + np.int32(walking.change_s)
    return Ways(origin, destination, seconds, np.rint(metres * walking.detour).astype(np.int32))


def _near_pairs(stops: Stops, platforms: Int32, within_m: int) -> tuple[Int32, Int32]:
    spots = np.stack([stops.latitude[platforms], stops.longitude[platforms]], axis=1)
    places, at = np.unique(spots, axis=0, return_inverse=True)
    if len(places) == 0:
        return platforms, platforms
    tree = cKDTree(_on_sphere(places))
    # The chord is shorter than the arc by less than a millimetre at such distances.
    count = min(_NEIGHBOURS + 1, len(places))
    _, found = tree.query(_on_sphere(places), k=count, distance_upper_bound=within_m / _EARTH_M)
    found = np.asarray(found).reshape(len(places), count)
    origin = np.repeat(np.arange(len(places)), count)
    destination = found.ravel()
    real = destination < len(places)
    origin, destination = origin[real], destination[real]
    own = np.arange(len(places))
    pairs = np.unique(
        np.concatenate(
            [
                np.stack([origin, destination], axis=1),
                np.stack([destination, origin], axis=1),
                np.stack([own, own], axis=1),
            ]
        ),
        axis=0,
    )
    first, members = _members(at.ravel(), platforms, len(places))
    sizes = np.minimum(np.diff(first), _AT_ONE_PLACE)
    return products(first, members, sizes, pairs[:, 0], pairs[:, 1])


def _station_pairs(stops: Stops, platforms: Int32) -> tuple[Int32, Int32]:
    station = stops.parent[platforms]
    inside = platforms[station != NONE]
    first, members = _members(stops.parent[inside], inside, len(stops))
    sizes = np.diff(first)
    chosen = np.flatnonzero((sizes > 1) & (sizes <= _LARGEST_STATION))
    return products(first, members, sizes, chosen, chosen)


def _on_sphere(places: Float64) -> Float64:
    latitude, longitude = np.radians(places[:, 0]), np.radians(places[:, 1])
    flat = np.cos(latitude)
    return np.stack([flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)], axis=1)


def _members(group: Int32 | Int64, values: Int32, groups: int) -> tuple[Int32, Int32]:
    """Return where the values of each group begin, and the values by group."""
    first = np.zeros(groups + 1, dtype=np.int32)
    np.cumsum(np.bincount(group, minlength=groups), out=first[1:])
    return first, values[np.argsort(group, kind="stable")]


def products(
    first: Int32, members: Int32, sizes: Int32, origins: Int64, destinations: Int64
) -> tuple[Int32, Int32]:
    """Return every member of each origin group with every member of its destination group, but none with itself."""
    wide = sizes[destinations].astype(np.int64)
    counts = sizes[origins] * wide
    step = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    wide = np.repeat(np.maximum(wide, 1), counts)
    origin = members[np.repeat(first[origins], counts) + step // wide]
    destination = members[np.repeat(first[destinations], counts) + step % wide]
    apart = origin != destination
    return origin[apart], destination[apart]
