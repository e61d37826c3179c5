"""GTFS-Realtime messages as bytes, made with the published bindings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from google.transit import gtfs_realtime_pb2 as wire

SCHEDULED, SKIPPED, NO_DATA = 0, 1, 2
_TIMES = (
    ("arrives", "arrival", "delay"),
    ("departs", "departure", "delay"),
    ("arrives_at", "arrival", "time"),
    ("departs_at", "departure", "time"),
    ("planned", "arrival", "scheduled_time"),
    ("planned", "departure", "scheduled_time"),
)


def message(*entities: Any, at: int = 1_728_003_600) -> bytes:
    """Return the bytes of a message that holds entities: functions that fill one in."""
    read = wire.FeedMessage()
    read.header.gtfs_realtime_version = "2.0"
    read.header.timestamp = at
    for number, fill in enumerate(entities):
        entity = read.entity.add()
        entity.id = str(number)
        fill(entity)
    return read.SerializeToString()


def update(
    trip_id: str,
    calls: Iterable[dict[str, Any]] = (),
    *,
    date: str = "",
    time: str = "",
    state: str = "SCHEDULED",
    delay: int | None = None,
    route: str = "",
    own: dict[str, str] | None = None,
) -> Any:
    """Return what fills in a trip update; `own` are its properties.

    Calls are keyed by sequence, stop, arrives, departs, arrives_at, departs_at, planned (both times), state, assigned, pickup.
    """

    def fill(entity: Any) -> None:
        trip = entity.trip_update.trip
        trip.trip_id = trip_id
        trip.start_date, trip.start_time, trip.route_id = date, time, route
        for name, text in (own or {}).items():
            setattr(entity.trip_update.trip_properties, name, text)
        trip.schedule_relationship = wire.TripDescriptor.ScheduleRelationship.Value(state)
        if delay is not None:
            entity.trip_update.delay = delay
        for call in calls:
            _fill_call(entity.trip_update.stop_time_update.add(), call)

    return fill


def _fill_call(told: Any, call: dict[str, Any]) -> None:
    if "sequence" in call:
        told.stop_sequence = call["sequence"]
    told.stop_id = call.get("stop", "")
    told.schedule_relationship = call.get("state", SCHEDULED)
    for key, event, name in _TIMES:
        if key in call:
            setattr(getattr(told, event), name, call[key])
    if "assigned" in call:
        told.stop_time_properties.assigned_stop_id = call["assigned"]
    if "pickup" in call:
        told.stop_time_properties.pickup_type = call["pickup"]


def alert(
    route: str = "",
    *,
    trip: str = "",
    stop: str = "",
    agency: str = "",
    header: dict[str, str] | None = None,
    severity: str = "UNKNOWN_SEVERITY",
    until: int = 0,
) -> Any:
    """Return what fills in an alert about one thing."""

    def fill(entity: Any) -> None:
        told = entity.alert
        informed = told.informed_entity.add()
        informed.agency_id, informed.route_id, informed.stop_id = agency, route, stop
        if trip:
            informed.trip.trip_id = trip
        if until:
            told.active_period.add().end = until
        told.severity_level = wire.Alert.SeverityLevel.Value(severity)
        for language, text in (header or {}).items():
            said = told.header_text.translation.add()
            said.language, said.text = language, text

    return fill


def vehicle(
    trip: str, latitude: float, longitude: float, *, date: str, at: int, occupancy: str = "EMPTY"
) -> Any:
    """Return what fills in where a vehicle is."""

    def fill(entity: Any) -> None:
        told = entity.vehicle
        told.trip.trip_id, told.trip.start_date, told.timestamp = trip, date, at
        told.position.latitude, told.position.longitude = latitude, longitude
        told.occupancy_status = wire.VehiclePosition.OccupancyStatus.Value(occupancy)

    return fill
