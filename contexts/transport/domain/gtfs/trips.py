"""Trips, and the frequencies that repeat them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from ..kernels import kernel
from ..timetable.feed import NONE
from ..timetable.view import BICYCLES, BY_HEADWAY, WHEELCHAIR, Int32, Int64, Uint8
from .agencies import Routes
from .archive import Refused
from .notices import Severity
from .scanning import Mask
from .stops import index_of, report_rows
from .tables import Reader, Table

_FILE: Final = "trips.txt"
_POSSIBLE: Final = 1


@dataclass(slots=True)
class Trips:
    """Trips in the order of the file."""

    index: Int32
    number: Int32
    """Number of the trip's id in its pool."""
    route: Int32
    service: Int32
    shape: Int32
    """Number of the shape's id in its pool, NONE without one."""
    flags: Uint8
    headsign: Int32
    name: Int32
    rows: Int32

    def __len__(self) -> int:
        return len(self.number)


@dataclass(slots=True)
class Frequencies:
    """How often trips are repeated: one row for each span."""

    trip: Int32
    start: Int32
    headway: Int32
    count: Int32
    flags: Uint8
    """BY_HEADWAY where the exact time isn't promised."""

    def __len__(self) -> int:
        return len(self.trip)


def read_trips(reader: Reader, routes: Routes) -> Trips:
    """Read and check trips.txt."""
    table = reader.read(_FILE)
    reader.drop_duplicates(table, "trip_id")
    table.keep(routes.index[table.whole("route_id")] >= 0)
    wheelchair = np.where(table.whole("wheelchair_accessible") == _POSSIBLE, WHEELCHAIR, 0)
    bicycles = np.where(table.whole("bikes_allowed") == _POSSIBLE, BICYCLES, 0)
    return Trips(
        index=index_of(table.whole("trip_id"), reader.pool("trip").count),
        number=table.whole("trip_id"),
        route=routes.index[table.whole("route_id")],
        service=table.whole("service_id"),
        shape=np.maximum(table.whole("shape_id"), NONE),
        flags=(wheelchair | bicycles).astype(np.uint8),
        headsign=table.whole("trip_headsign"),
        name=table.whole("trip_short_name"),
        rows=table.rows,
    )


def read_frequencies(reader: Reader, trips: Trips) -> Frequencies:
    """Read and check frequencies.txt."""
    table = reader.read("frequencies.txt")
    start, end = table.whole("start_time"), table.whole("end_time")
    report_rows(reader, table, "start_and_end_range_equal", start == end, "end_time")
    report_rows(reader, table, "start_and_end_range_out_of_order", start > end, "end_time")
    late = (start < end) & (end > reader.limits.latest_s)
    report_rows(reader, table, "invalid_time", late, "end_time", "later than any trip may run")
    table.keep((start < end) & ~late & (trips.index[table.whole("trip_id")] >= 0))
    _drop_overlaps(reader, table)
    start, headway = table.whole("start_time"), table.whole("headway_secs")
    count = -(-(table.whole("end_time") - start) // headway)
    if int(count.sum(dtype=np.int64)) > reader.limits.trips:
        message = f"more than {reader.limits.trips} trips"
        reader.report.add("too_many_rows", Severity.ERROR, table.file, message=message)
        raise Refused(message, is_reported=True)
    return Frequencies(
        trip=trips.index[table.whole("trip_id")],
        start=start,
        headway=headway,
        count=count,
        flags=np.where(table.whole("exact_times", 0) == 1, 0, BY_HEADWAY).astype(np.uint8),
    )


def _drop_overlaps(reader: Reader, table: Table) -> None:
    """Drop what starts before an earlier span of the same trip has ended."""
    order = np.lexsort((table.whole("start_time"), table.whole("trip_id")))
    overlaps = np.zeros(len(table), dtype=np.bool_)
    trip, start, end = (table.whole(name) for name in ("trip_id", "start_time", "end_time"))
    _mark_overlaps(order, trip, start, end, overlaps)
    report_rows(
        reader, table, "overlapping_frequency", overlaps, "start_time", "the later one is dropped"
    )
    table.keep(~overlaps)


@kernel
def _mark_overlaps(order: Int64, trip: Int32, start: Int32, end: Int32, overlaps: Mask) -> None:
    last_trip, last_end = np.int64(NONE), np.int64(0)
    for row in order:
        if trip[row] == last_trip and start[row] < last_end:
            overlaps[row] = True
        else:
            last_trip, last_end = np.int64(trip[row]), np.int64(end[row])
