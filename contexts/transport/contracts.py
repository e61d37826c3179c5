"""What transport tells other contexts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class PlaceKind(StrEnum):
    """What a place is that transport knows by name."""

    CITY = "city"
    AIRPORT = "airport"
    STATION = "station"
    STOP = "stop"
    POINT = "point"
    """A bare coordinate."""


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to start from or to go to."""

    kind: PlaceKind
    name: str
    latitude: float
    longitude: float
    time_zone: str
    """IANA zone."""
    id: UUID | None = None
    """None of bare coordinates."""
    code: str = ""
    """IATA of airports, the feed's stop code of stops."""
    region: str = ""
    country: str = ""
    """ISO 3166-1 alpha-2."""
    radius_m: int = 0
    """Anywhere so near counts as the place: a city is larger than its middle."""
