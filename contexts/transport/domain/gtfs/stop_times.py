"""Stop times: every trip's stops in order, with a time at each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from ..timetable.view import ESTIMATED, MAY_ALIGHT, MAY_BOARD, Float64, Int32, Int64, Uint8
from .cells import MISSING
from .notices import Severity
from .runs import (
    BACKWARDS,
    EARLY_DEPARTURE,
    FINE,
    NO_EDGE,
    ONE_TIME,
    TOO_LATE,
    TOO_LONG,
    TOO_SHORT,
    fill_blanks,
    is_in_order,
    mend_runs,
    ordered_rows,
)
from .scanning import Mask
from .stops import PLATFORM, Stops, report_rows
from .tables import Reader, Table
from .trips import Trips

_FILE: Final = "stop_times.txt"
_NOT_AVAILABLE: Final = 1
_BY_ARRANGEMENT: Final = (2, 3)
_APPROXIMATE: Final = 0
_FAULTS: Final = (
    (TOO_SHORT, "unusable_trip", Severity.WARNING, "fewer than two stops; the trip is dropped"),
    (
        TOO_LONG,
        "unusable_trip",
        Severity.ERROR,
        "more stops than any trip has; the trip is dropped",
    ),
    (NO_EDGE, "missing_trip_edge", Severity.ERROR, "no time at an end; the trip is dropped"),
    (
        BACKWARDS,
        "stop_time_with_arrival_before_previous_departure_time",
        Severity.ERROR,
        "the trip is dropped",
    ),
    (TOO_LATE, "invalid_time", Severity.ERROR, "days after its service date; the trip is dropped"),
)


@dataclass(slots=True)
class StopTimes:
    """Rows of usable trips, trip after trip."""

    trip: Int32
    """[usable trips] row in trips."""
    first: Int64
    """[usable trips + 1] into the rows."""
    stop: Int32
    arrivals: Int32
    departures: Int32
    sequence: Int32
    flags: Uint8
    distance: Float64
    """As published, NaN where absent; without elements where no row has one."""

    estimated: Uint8
    """[usable trips] ESTIMATED where no time of the trip is promised: one promised time makes it a timetable."""

    def __len__(self) -> int:
        return len(self.trip)


def read_stop_times(reader: Reader, trips: Trips, stops: Stops) -> StopTimes:
    """Read and check stop_times.txt."""
    table = reader.read(_FILE)
    trip, stop = _rows_that_count(reader, table, trips, stops)
    trip, stop = _in_order(reader, table, trip, stop, len(trips))
    _report_arrangements(reader, table)
    first = np.searchsorted(trip, np.arange(len(trips) + 1))
    used, first, keep = _usable(reader, table, trips, first)
    distance = table.decimals("shape_dist_traveled")
    distance = distance if "shape_dist_traveled" in table.present else distance[:0]
    times = StopTimes(
        trip=used,
        first=first,
        stop=stop[keep],
        arrivals=table.whole("arrival_time")[keep],
        departures=table.whole("departure_time")[keep],
        sequence=table.whole("stop_sequence")[keep],
        flags=_flags(table)[keep],
        distance=distance[keep] if len(distance) else distance,
        estimated=_estimated(table, first, keep),
    )
    _fill(reader, times, stops)
    return times


def _rows_that_count(
    reader: Reader, table: Table, trips: Trips, stops: Stops
) -> tuple[Int32, Int32]:
    """Keep rows of known trips at platforms; return the trip and stop of each."""
    trip = trips.index[table.whole("trip_id")]
    stop = stops.index[table.whole("stop_id")]
    known = (trip >= 0) & (stop >= 0)
    elsewhere = known & (stops.kind[stop] != PLATFORM)
    report_rows(
        reader,
        table,
        "location_with_unexpected_stop_time",
        elsewhere,
        "stop_id",
        "no platform; the row is dropped",
    )
    good = known & ~elsewhere
    table.keep(good)
    return (trip, stop) if good.all() else (trip[good], stop[good])


def _in_order(
    reader: Reader, table: Table, trip: Int32, stop: Int32, trips: int
) -> tuple[Int32, Int32]:
    """Bring rows into the order of their trips and drop what repeats a sequence number."""
    sequence = table.whole("stop_sequence")
    if is_in_order(trip, sequence):
        return trip, stop
    order = ordered_rows(trip, sequence, trips)
    table.reorder(order)
    trip, stop, sequence = trip[order], stop[order], sequence[order]
    again = np.zeros(len(trip), dtype=np.bool_)
    again[1:] = (trip[1:] == trip[:-1]) & (sequence[1:] == sequence[:-1])
    report_rows(reader, table, "duplicate_key", again, "trip_id,stop_sequence", "the first is kept")
    table.keep(~again)
    return trip[~again], stop[~again]


def _usable(reader: Reader, table: Table, trips: Trips, first: Int64) -> tuple[Int32, Int64, Mask]:
    """Mend what can be mended; return the usable trips, where their rows begin, and which rows are theirs."""
    faults = np.empty(len(trips), dtype=np.int8)
    at = np.empty(len(trips), dtype=np.int64)
    mended = np.empty(len(table), dtype=np.uint8)
    arrivals = table.columns["arrival_time"] = table.whole("arrival_time").copy()
    departures = table.columns["departure_time"] = table.whole("departure_time").copy()
    limits = reader.limits
    mend_runs(first, arrivals, departures, limits.latest_s, limits.trip_stops, faults, mended, at)
    code = "stop_time_with_only_arrival_or_departure_time"
    report_rows(reader, table, code, (mended & ONE_TIME) != 0, message="the other is taken for it")
    code = "stop_time_with_departure_before_arrival_time"
    early = (mended & EARLY_DEPARTURE) != 0
    report_rows(reader, table, code, early, message="departure is set to arrival")
    lengths = np.diff(first)
    unused = lengths == 0
    reader.report.add_rows(
        "unused_trip", Severity.WARNING, "trips.txt", trips.rows[unused], message="no stop times"
    )
    for fault, code, severity, message in _FAULTS:
        found = np.flatnonzero((faults == fault) & ~unused)
        reader.report.add_rows(code, severity, _FILE, table.rows[at[found]], message=message)
    fine = faults == FINE
    used = np.flatnonzero(fine).astype(np.int32)
    starts = np.zeros(len(used) + 1, dtype=np.int64)
    np.cumsum(lengths[fine], out=starts[1:])
    return used, starts, np.repeat(fine, lengths)


def _flags(table: Table) -> Uint8:
    if not {"pickup_type", "drop_off_type"} & table.present:
        return np.full(len(table), MAY_BOARD | MAY_ALIGHT, dtype=np.uint8)
    boards = np.where(table.whole("pickup_type") != _NOT_AVAILABLE, MAY_BOARD, 0)
    alights = np.where(table.whole("drop_off_type") != _NOT_AVAILABLE, MAY_ALIGHT, 0)
    return (boards | alights).astype(np.uint8)


def _estimated(table: Table, first: Int64, keep: Mask) -> Uint8:
    if "timepoint" not in table.present or len(first) == 1:
        return np.zeros(len(first) - 1, dtype=np.uint8)
    approximate = table.whole("timepoint")[keep] == _APPROXIMATE
    return np.logical_and.reduceat(approximate, first[:-1]).astype(np.uint8) * np.uint8(ESTIMATED)


def _report_arrangements(reader: Reader, table: Table) -> None:
    for column in ("pickup_type", "drop_off_type"):
        if column in table.present:
            arranged = np.isin(table.whole(column), _BY_ARRANGEMENT)
            message = "must be arranged; read as if it were regular"
            report_rows(
                reader, table, "stop_by_arrangement", arranged, column, message, Severity.INFO
            )


def _fill(reader: Reader, times: StopTimes, stops: Stops) -> None:
    if not (times.arrivals == MISSING).any():
        return
    distance = times.distance if len(times.distance) else np.full(len(times.stop), np.nan)
    filled = fill_blanks(
        times.first, times.stop, times.arrivals, times.departures,
        distance, stops.latitude, stops.longitude,
    )  # fmt: skip
    reader.report.add(
        "stop_times_interpolated",
        Severity.INFO,
        _FILE,
        count=filled,
        message="blank times filled in",
    )
