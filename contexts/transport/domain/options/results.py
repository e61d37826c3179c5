"""Results about several places, stops nearby, and timetables; it stays inside the context."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from riz.money import Money

from ...contracts import Option, PickName, Place, TravelMode


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A place on a journey of several legs, and how long one stays."""

    place: Place
    leave_from: Place | None = None
    """Where one goes on from, when one gets there by oneself: an open jaw."""
    min_stay_s: int = 0
    max_stay_s: int | None = None
    nights: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tour:
    """A way to visit all places."""

    legs: tuple[Option, ...]
    departs: datetime
    arrives: datetime
    duration_s: int
    cost: Money | None
    co2_g: int
    discomfort_s: int
    transfers: int
    picks: tuple[PickName, ...]
    """As `name` of `picks`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TourPick:
    """The tour that is best at something."""

    name: PickName
    index: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tours:
    """The tours between several places."""

    order: tuple[int, ...]
    """Places as they are visited, by their number in the question."""
    order_is_exact: bool
    """No other order takes less time on the way, by the fastest way between each two places at the time of departure."""
    places: tuple[Place, ...]
    surface_sectors: tuple[int, ...]
    """After which places of the order one gets to the next departure by oneself."""
    results: tuple[Tour, ...]
    picks: tuple[TourPick, ...]
    truncated: bool
    capped: bool
    """More combinations were worth keeping than were kept."""
    timetable: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleSeen:
    """Where a vehicle was, and how full."""

    latitude: float
    longitude: float
    bearing: float | None
    occupancy: str
    """In the words of GTFS-Realtime."""
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NextDeparture:
    """Something that leaves a stop."""

    departs: datetime
    scheduled: datetime
    is_live: bool
    headsign: str
    trip: str
    platform: str
    vehicle: VehicleSeen | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineBoard:
    """The departures of one line from a stop."""

    mode: TravelMode
    line: str
    line_name: str
    operator: str
    headsign: str
    colour: str
    departures: tuple[NextDeparture, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NearStop:
    """A stop near a point."""

    stop_id: str
    feed: str
    name: str
    code: str
    platform: str
    latitude: float
    longitude: float
    time_zone: str
    distance_m: int
    """By street, as far as can be told from the map."""
    walk_s: int
    step_free: bool
    lines: tuple[LineBoard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedInfo:
    """A timetable in use."""

    name: str
    publisher: str
    licence: str
    attribution: str
    version: str
    valid_from: date
    valid_until: date
    time_zone: str
    is_long_distance: bool
