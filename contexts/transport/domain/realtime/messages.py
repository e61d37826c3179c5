"""The content of a GTFS-Realtime message, freed of its wire format. Instants are POSIX seconds, delays seconds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum


class TripState(IntEnum):
    """Outcome of a trip."""

    RUNS = 0
    CANCELLED = 1
    ADDED = 2
    """Runs although no timetable has it."""
    COPIED = 3
    """Runs once more, at another time."""
    REPLACED = 4
    """Runs, but by the calls that are told instead of those of the timetable."""


class StopState(IntEnum):
    """Outcome of a call at a stop."""

    CALLS = 0
    SKIPPED = 1
    UNKNOWN = 2
    """Nothing is known from here on: as scheduled."""


@dataclass(frozen=True, slots=True)
class Moment:
    """An arrival or departure: how late, or when. One of both is known."""

    delay_s: int | None
    time: int | None


@dataclass(frozen=True, slots=True)
class StopTime:
    """A call at a stop, named by its place in the trip, its id, or both."""

    sequence: int | None
    stop_id: str
    state: StopState
    arrival: Moment | None
    departure: Moment | None
    assigned_stop_id: str = ""
    """The platform, where that isn't the timetable's."""
    planned_arrival: int = 0
    """Instants as they were planned, of trips that no timetable has; 0 where not told."""
    planned_departure: int = 0
    may_board: bool | None = None
    may_alight: bool | None = None


@dataclass(frozen=True, slots=True)
class TripUpdate:
    """News of one trip on one day."""

    trip_id: str
    route_id: str
    start_date: dt.date | None
    start_time_s: int | None
    """Seconds of the service day, of trips that run by headway."""
    state: TripState
    delay_s: int | None
    stop_times: tuple[StopTime, ...]
    copy_date: dt.date | None = None
    copy_time_s: int | None = None
    copy_id: str = ""
    headsign: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Vehicle:
    """Where a vehicle is."""

    id: str
    label: str
    trip_id: str
    route_id: str
    start_date: dt.date | None
    latitude: float
    longitude: float
    bearing: float | None
    speed_mps: float | None
    stop_id: str
    status: str
    occupancy: str
    """In the words of GTFS-Realtime, in lower case; empty where unknown."""
    at: int


@dataclass(frozen=True, slots=True)
class Informed:
    """The subject of an alert: everything that fits all of its fields that aren't empty."""

    agency_id: str = ""
    route_id: str = ""
    trip_id: str = ""
    stop_id: str = ""


@dataclass(frozen=True, slots=True)
class Alert:
    """A warning to passengers, by language; the language is empty where the feed doesn't say."""

    id: str
    periods: tuple[tuple[int, int], ...]
    """From and until; 0 where open. None at all means: as long as it is told."""
    informed: tuple[Informed, ...]
    cause: str
    effect: str
    severity: str
    header: Mapping[str, str]
    description: Mapping[str, str]
    url: Mapping[str, str]

    def is_active(self, at: int) -> bool:
        """Whether it holds at an instant."""
        return not self.periods or any(
            start <= at and (at < end or not end) for start, end in self.periods
        )


@dataclass(frozen=True, slots=True)
class Message:
    """A whole message: the present state, which replaces the one before."""

    at: int
    """When the feed made it; 0 where it doesn't say."""
    updates: tuple[TripUpdate, ...] = ()
    vehicles: tuple[Vehicle, ...] = ()
    alerts: tuple[Alert, ...] = ()
    notices: Mapping[str, int] = field(default_factory=dict)
    """What could not be read, by kind, and how often."""
