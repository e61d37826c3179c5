"""Stops: where they are, what they belong to, and which of them a vehicle may serve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from riz.values import time_zones

from ..timetable.feed import NONE, Texts
from ..timetable.view import STEP_FREE, Float64, Int8, Int16, Int32, Uint8
from .archive import Refused
from .notices import Severity
from .scanning import Mask
from .tables import Reader, Table

PLATFORM: Final = 0
STATION: Final = 1
ENTRANCE: Final = 2
NODE: Final = 3
BOARDING_AREA: Final = 4

_FILE: Final = "stops.txt"
_WHEELCHAIR_POSSIBLE: Final = 1
_UNSAID: Final = 0
_NEAR_DEGREES: Final = 1.0
_NEAR_POLE: Final = 89.0
_POLE: Final = 90.0
_DATE_LINE: Final = 180.0


@dataclass(slots=True)
class Stops:
    """All locations of the feed in the order of the file; vehicles serve platforms only."""

    index: Int32
    """By number in the pool of stops; its last two, for unknown and absent ones, are NONE."""
    latitude: Float64
    longitude: Float64
    kind: Int8
    parent: Int32
    """Row of the station, or of the platform for boarding areas; NONE without one."""
    flags: Uint8
    unsaid: Mask
    """Whether the feed leaves open if a wheelchair gets there."""
    zone: Int16
    zones: tuple[str, ...]
    fare_zone: Int32
    level: Int32
    """Number of the level's text."""
    ids: Texts
    codes: Texts
    names: Texts
    platforms: Texts

    def __len__(self) -> int:
        return len(self.kind)

    @property
    def station(self) -> Int32:
        """Return the row of each platform's station, NONE without one."""
        return np.where(self.kind == PLATFORM, self.parent, NONE).astype(np.int32)


def read_stops(reader: Reader, feed_zone: str) -> Stops:
    """Read and check stops.txt."""
    table = reader.read(_FILE)
    if len(table) > reader.limits.stops:
        raise Refused(f"more than {reader.limits.stops} stops")
    reader.drop_duplicates(table, "stop_id")
    table.keep(_located(reader, table))
    index = index_of(table.whole("stop_id"), reader.pool("stop").count)
    kind = table.whole("location_type", PLATFORM).astype(np.int8)
    parent = _parents(reader, table, index, kind)
    latitude, longitude = table.decimals("stop_lat").copy(), table.decimals("stop_lon").copy()
    _inherit(latitude, parent)
    _inherit(longitude, parent)
    boarding = _boarding(table, parent)
    zone, zones = _zones(reader, table, parent, feed_zone)
    return Stops(
        index=index,
        latitude=np.nan_to_num(latitude),
        longitude=np.nan_to_num(longitude),
        kind=kind,
        parent=parent,
        flags=np.where(boarding == _WHEELCHAIR_POSSIBLE, STEP_FREE, 0).astype(np.uint8),
        unsaid=boarding == _UNSAID,
        zone=zone,
        zones=zones,
        fare_zone=table.whole("zone_id"),
        level=table.whole("level_id"),
        ids=reader.pool("stop").texts(table.whole("stop_id")),
        codes=reader.pool(f"{_FILE}.stop_code").texts(table.whole("stop_code")),
        names=reader.pool(f"{_FILE}.stop_name").texts(table.whole("stop_name")),
        platforms=reader.pool(f"{_FILE}.platform_code").texts(table.whole("platform_code")),
    )


def index_of(numbers: Int32, count: int) -> Int32:
    """Return the row of each number of a pool; the two last entries answer for UNKNOWN and NONE."""
    index = np.full(count + 2, NONE, dtype=np.int32)
    index[numbers] = np.arange(len(numbers), dtype=np.int32)
    index[-2:] = NONE
    return index


def _located(reader: Reader, table: Table) -> Mask:
    """Tell which stops lie where a stop can; nodes and boarding areas may leave it to their parents."""
    latitude, longitude = table.decimals("stop_lat"), table.decimals("stop_lon")
    missing = np.isnan(latitude) | np.isnan(longitude)
    needs_place = table.whole("location_type", PLATFORM) <= ENTRANCE
    faults = (
        ("stop_without_location", missing & needs_place),
        ("number_out_of_range", ~is_on_earth(latitude, longitude) & ~missing),
        (
            "point_near_origin",
            (np.abs(latitude) < _NEAR_DEGREES) & (np.abs(longitude) < _NEAR_DEGREES),
        ),
        ("point_near_pole", np.abs(latitude) > _NEAR_POLE),
    )
    good = np.ones(len(table), dtype=np.bool_)
    for code, faulty in faults:
        dropped = faulty & good
        report_rows(reader, table, code, dropped, "stop_lat,stop_lon", "the stop is dropped")
        good &= ~dropped
    return good


def is_on_earth(latitude: Float64, longitude: Float64) -> Mask:
    """Tell which pairs are coordinates."""
    return (np.abs(latitude) <= _POLE) & (np.abs(longitude) <= _DATE_LINE)


def report_rows(  # noqa: PLR0917 - read like a sentence
    reader: Reader,
    table: Table,
    code: str,
    mask: Mask,
    field: str = "",
    message: str = "",
    severity: Severity = Severity.ERROR,
) -> None:
    """Note the rows of a mask."""
    if mask.any():
        reader.report.add_rows(
            code, severity, table.file, table.rows[mask], field=field, message=message
        )


def _parents(reader: Reader, table: Table, index: Int32, kind: Int8) -> Int32:
    """Return each location's parent. Stations have none, so no chain of parents is ever longer than two."""
    texts = table.whole("parent_station")
    numbers = reader.translate(f"{_FILE}.parent_station", "stop")[texts]
    parent = index[numbers]
    unknown = (texts >= 0) & (numbers < 0)
    report_rows(reader, table, "foreign_key_violation", unknown, "parent_station", "no such stop")
    stations = (kind == STATION) & (texts >= 0)
    report_rows(reader, table, "station_with_parent_station", stations, "parent_station")
    expected = np.where(kind == BOARDING_AREA, PLATFORM, STATION)
    wrong = (parent >= 0) & (kind != STATION) & (kind[parent] != expected)
    report_rows(reader, table, "wrong_parent_location_type", wrong, "parent_station")
    lacking = (kind >= ENTRANCE) & (texts < 0)
    report_rows(reader, table, "location_without_parent_station", lacking, "parent_station")
    return np.where(stations | wrong, NONE, parent).astype(np.int32)


def _inherit(values: Float64, parent: Int32) -> None:
    """Fill what is missing from the parent; twice, since boarding areas have platforms that have stations."""
    for _ in range(2):
        lacking = np.isnan(values) & (parent >= 0)
        values[lacking] = values[parent[lacking]]


def _boarding(table: Table, parent: Int32) -> Int32:
    """Return what is said of wheelchairs, of the station where nothing is said of the platform."""
    boarding = table.whole("wheelchair_boarding", _UNSAID)
    inherited = (boarding == _UNSAID) & (parent >= 0)
    return np.where(inherited, boarding[parent], boarding)


def _zones(
    reader: Reader, table: Table, parent: Int32, feed_zone: str
) -> tuple[Int16, tuple[str, ...]]:
    """Return each stop's zone: its station's, else its own, else the feed's."""
    pool = reader.pool(f"{_FILE}.stop_timezone")
    texts = [pool.text(number) for number in range(pool.count)]
    good = [text in time_zones() for text in texts]
    zones = dict.fromkeys([feed_zone, *(text for text, ok in zip(texts, good, strict=True) if ok)])
    place = {zone: number for number, zone in enumerate(zones)}
    of_text = np.array([place.get(text, 0) for text in texts] + [0], dtype=np.int16)
    numbers = table.whole("stop_timezone")
    bad = np.array([*(not ok for ok in good), False])[numbers]
    report_rows(reader, table, "invalid_timezone", bad, "stop_timezone", "the feed's zone is used")
    own = np.where(parent >= 0, numbers[parent], NONE)
    return of_text[np.where(own >= 0, own, numbers)], tuple(zones)
