"""GTFS-Realtime's protobuf read into messages. Nothing in it is trusted: what doesn't make sense is counted and left out."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter
from typing import Any, Final

from google.protobuf.message import DecodeError
from google.transit import gtfs_realtime_pb2 as wire

from .messages import (
    Alert,
    Informed,
    Message,
    Moment,
    StopState,
    StopTime,
    TripState,
    TripUpdate,
    Vehicle,
)

MOST_ENTITIES: Final = 200_000
MOST_STOP_TIMES: Final = 1_000
MOST_DELAY_S: Final = 3 * 86_400
LONGEST_TEXT: Final = 10_000
LONGEST_NAME: Final = 200
KNOWN_VERSIONS: Final = frozenset({"1.0", "1", "2.0", "2"})
UNREAD_FIELDS: Final = ("shape", "stop", "trip_modifications")
LATITUDES: Final = (-90, 90)
LONGITUDES: Final = (-180, 180)
DIGITS: Final = 5
"""A metre: the format's numbers are no finer."""

_CLOCK: Final = re.compile(r"(\d{1,3}):(\d{2}):(\d{2})", re.ASCII)

_TRIP_STATES: Final = {
    wire.TripDescriptor.SCHEDULED: TripState.RUNS,
    wire.TripDescriptor.UNSCHEDULED: TripState.RUNS,
    wire.TripDescriptor.REPLACEMENT: TripState.REPLACED,
    wire.TripDescriptor.CANCELED: TripState.CANCELLED,
    wire.TripDescriptor.DELETED: TripState.CANCELLED,
    wire.TripDescriptor.ADDED: TripState.ADDED,
    wire.TripDescriptor.NEW: TripState.ADDED,
    wire.TripDescriptor.DUPLICATED: TripState.COPIED,
}
_STOP_STATES: Final = {
    wire.TripUpdate.StopTimeUpdate.SCHEDULED: StopState.CALLS,
    wire.TripUpdate.StopTimeUpdate.UNSCHEDULED: StopState.CALLS,
    wire.TripUpdate.StopTimeUpdate.SKIPPED: StopState.SKIPPED,
    wire.TripUpdate.StopTimeUpdate.NO_DATA: StopState.UNKNOWN,
}


class BadMessage(Exception):
    """The bytes are no GTFS-Realtime message, or one beyond all measure."""


def decode(data: bytes) -> Message:
    """Read a message.

    Raises:
        BadMessage: it can't be read, or is unreasonably large.
    """
    read = wire.FeedMessage()
    try:
        read.ParseFromString(data)
    except DecodeError as error:
        raise BadMessage("no GTFS-Realtime message") from error
    if len(read.entity) > MOST_ENTITIES:
        raise BadMessage(f"{len(read.entity)} entities are more than {MOST_ENTITIES}")
    return _Reader().read(read)


class _Reader:
    """A message on its way in, and what was wrong with it."""

    def __init__(self) -> None:
        self._wrong: Counter[str] = Counter()

    def read(self, message: Any) -> Message:
        if message.header.incrementality == wire.FeedHeader.DIFFERENTIAL:
            self._wrong["differential_read_as_whole"] += 1
        if message.header.gtfs_realtime_version not in KNOWN_VERSIONS:
            self._wrong["other_version"] += 1
        alive = [entity for entity in message.entity if not entity.is_deleted]
        self._count_unread(alive)
        updates = [
            self._update(entity.trip_update) for entity in alive if entity.HasField("trip_update")
        ]
        vehicles = [self._vehicle(entity) for entity in alive if entity.HasField("vehicle")]
        alerts = [self._alert(entity) for entity in alive if entity.HasField("alert")]
        return Message(
            at=_instant(message.header.timestamp),
            updates=tuple(update for update in updates if update),
            vehicles=tuple(vehicle for vehicle in vehicles if vehicle),
            alerts=tuple(alerts),
            notices=dict(self._wrong),
        )

    def _count_unread(self, entities: list[Any]) -> None:
        """Count what could be told in other ways, which nobody reads here."""
        for entity in entities:
            for field in UNREAD_FIELDS:
                if entity.HasField(field):
                    self._wrong[f"unread_{field}"] += 1

    def _update(self, update: Any) -> TripUpdate | None:
        if len(update.stop_time_update) > MOST_STOP_TIMES:
            self._wrong["too_many_stop_times"] += 1
            return None
        if update.trip.HasField("modified_trip"):
            self._wrong["unread_modified_trip"] += 1
            return None
        trip, properties = update.trip, update.trip_properties
        return TripUpdate(
            trip_id=trip.trip_id,
            route_id=trip.route_id,
            start_date=self._date(trip.start_date),
            start_time_s=self._time(trip.start_time),
            state=_TRIP_STATES.get(trip.schedule_relationship, TripState.RUNS),
            delay_s=self._delay(update.delay) if update.HasField("delay") else None,
            stop_times=tuple(self._stop_time(each) for each in update.stop_time_update),
            copy_date=self._date(properties.start_date),
            copy_time_s=self._time(properties.start_time),
            copy_id=properties.trip_id[:LONGEST_NAME],
            headsign=_text(properties.trip_headsign),
            name=_text(properties.trip_short_name),
        )

    def _stop_time(self, call: Any) -> StopTime:
        own = call.stop_time_properties
        return StopTime(
            sequence=call.stop_sequence if call.HasField("stop_sequence") else None,
            stop_id=call.stop_id,
            state=_STOP_STATES.get(call.schedule_relationship, StopState.CALLS),
            arrival=self._moment(call.arrival) if call.HasField("arrival") else None,
            departure=self._moment(call.departure) if call.HasField("departure") else None,
            assigned_stop_id=own.assigned_stop_id,
            planned_arrival=_instant(call.arrival.scheduled_time),
            planned_departure=_instant(call.departure.scheduled_time),
            may_board=_is_allowed(own, "pickup_type"),
            may_alight=_is_allowed(own, "drop_off_type"),
        )

    def _moment(self, event: Any) -> Moment | None:
        time = _instant(event.time) if event.HasField("time") else 0
        delay = self._delay(event.delay) if event.HasField("delay") else None
        return None if delay is None and not time else Moment(delay, time or None)

    def _delay(self, seconds: int) -> int | None:
        if abs(seconds) <= MOST_DELAY_S:
            return int(seconds)
        self._wrong["absurd_delay"] += 1
        return None

    def _date(self, text: str) -> dt.date | None:
        if not text:
            return None
        try:
            return dt.datetime.strptime(text, "%Y%m%d").replace(tzinfo=dt.UTC).date()
        except ValueError:
            self._wrong["bad_date"] += 1
            return None

    def _time(self, text: str) -> int | None:
        if not text:
            return None
        read = _CLOCK.fullmatch(text)
        if read is None:
            self._wrong["bad_time"] += 1
            return None
        hours, minutes, seconds = read.groups()
        return int(hours) * 3600 + int(minutes) * 60 + int(seconds)

    def _vehicle(self, entity: Any) -> Vehicle | None:
        vehicle, position = entity.vehicle, entity.vehicle.position
        if not _is_on_earth(position.latitude, position.longitude):
            self._wrong["vehicle_nowhere"] += 1
            return None
        return Vehicle(
            id=vehicle.vehicle.id or entity.id,
            label=vehicle.vehicle.label,
            trip_id=vehicle.trip.trip_id,
            route_id=vehicle.trip.route_id,
            start_date=self._date(vehicle.trip.start_date),
            latitude=round(position.latitude, DIGITS),
            longitude=round(position.longitude, DIGITS),
            bearing=_finite(position, "bearing"),
            speed_mps=_finite(position, "speed"),
            stop_id=vehicle.stop_id,
            status=_word(wire.VehiclePosition.VehicleStopStatus, vehicle.current_status),
            occupancy=_word(wire.VehiclePosition.OccupancyStatus, vehicle.occupancy_status)
            if vehicle.HasField("occupancy_status")
            else "",
            at=_instant(vehicle.timestamp),
        )

    def _alert(self, entity: Any) -> Alert:
        alert = entity.alert
        return Alert(
            id=entity.id,
            periods=tuple(
                (_instant(each.start), _instant(each.end)) for each in alert.active_period
            ),
            informed=tuple(
                Informed(
                    each.agency_id,
                    each.route_id or each.trip.route_id,
                    each.trip.trip_id,
                    each.stop_id,
                )
                for each in alert.informed_entity
            ),
            cause=_word(wire.Alert.Cause, alert.cause),
            effect=_word(wire.Alert.Effect, alert.effect),
            severity=_word(wire.Alert.SeverityLevel, alert.severity_level),
            header=_texts(alert.header_text),
            description=_texts(alert.description_text),
            url=_texts(alert.url),
        )


def _instant(seconds: int) -> int:
    """Return the seconds, or 0 when they are no time that an int64 database or a calendar holds."""
    return int(seconds) if 0 <= seconds < 2**40 else 0


def _is_allowed(properties: Any, name: str) -> bool | None:
    """Tell whether one may board or alight; None where nothing is said."""
    if not properties.HasField(name):
        return None
    return bool(getattr(properties, name) != wire.TripUpdate.StopTimeUpdate.StopTimeProperties.NONE)


def _text(text: str) -> str:
    return text[:LONGEST_NAME].replace("\x00", "")


def _is_on_earth(latitude: float, longitude: float) -> bool:
    (south, north), (west, east) = LATITUDES, LONGITUDES
    inside = south <= latitude <= north and west <= longitude <= east
    return inside and not (latitude == 0 and longitude == 0)


def _finite(position: Any, name: str) -> float | None:
    value = getattr(position, name) if position.HasField(name) else math.nan
    return float(value) if math.isfinite(value) else None


def _word(names: Any, number: int) -> str:
    return str(names.Name(number)).lower() if number in names.values() else ""


def _texts(translated: Any) -> dict[str, str]:
    return {
        each.language: each.text[:LONGEST_TEXT].replace("\x00", "")
        for each in translated.translation
    }
