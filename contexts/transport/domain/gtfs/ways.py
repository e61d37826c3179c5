"""Ways between stops as four arrays, and how those of several sources become one set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from ..timetable.view import Float64, Int32, Int64
from .scanning import Mask

_EARTH_M: Final = 6_371_009.0


@dataclass(frozen=True, slots=True)
class Walking:
    """Ways on foot that a reading adds to those the feed names."""

    within_m: int = 300
    """Stops nearer than this are joined, straight line; 0 adds none, not even within stations."""
    change_s: int = 60
    """Between two vehicles at one stop, where the feed doesn't say; part of every added way too."""
    metres_per_s: float = 1.2
    detour: float = 1.3

    def seconds(self, metres: Float64) -> Int32:
        """Return the time that straight-line distances take, the change not included."""
        return np.ceil(metres * self.detour / self.metres_per_s).astype(np.int32)


@dataclass(slots=True)
class Ways:
    """Directed ways between stops."""

    origin: Int32
    destination: Int32
    seconds: Int32
    metres: Int32

    def __len__(self) -> int:
        return len(self.origin)

    def where(self, mask: Mask | Int64) -> Ways:
        return Ways(
            self.origin[mask], self.destination[mask], self.seconds[mask], self.metres[mask]
        )

    def pairs(self, stops: int) -> Int64:
        """Return one number for each pair of stops."""
        return self.origin.astype(np.int64) * stops + self.destination


def no_ways() -> Ways:
    """Return an empty set of ways."""
    nothing = np.empty(0, dtype=np.int32)
    return Ways(nothing, nothing, nothing, nothing)


def joined(parts: list[Ways], stops: int) -> Ways:
    """Put ways together; where a pair occurs again the earlier part's way is kept."""
    origin = np.concatenate([part.origin for part in parts])
    destination = np.concatenate([part.destination for part in parts])
    seconds = np.concatenate([part.seconds for part in parts])
    metres = np.concatenate([part.metres for part in parts])
    ways = Ways(origin, destination, seconds, metres)
    _, first = np.unique(ways.pairs(stops), return_index=True)
    return Ways(origin[first], destination[first], seconds[first], metres[first])


def metres_apart(
    latitude: Float64, longitude: Float64, origin: Int32, destination: Int32
) -> Float64:
    """Return the great-circle distances of pairs of stops in metres."""
    lat_a, lat_b = np.radians(latitude[origin]), np.radians(latitude[destination])
    half_lat = (lat_b - lat_a) / 2
    half_lon = np.radians(longitude[destination] - longitude[origin]) / 2
    chord = np.sin(half_lat) ** 2 + np.cos(lat_a) * np.cos(lat_b) * np.sin(half_lon) ** 2
    metres: Float64 = 2 * _EARTH_M * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0)))
    return metres
