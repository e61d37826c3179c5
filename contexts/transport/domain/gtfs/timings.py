# ruff: noqa: PLR0917 - compiled loops take their arguments by position
"""The times of trips from their first arrivals on, each different sequence of them kept once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..kernels import kernel
from ..timetable.feed import NONE
from ..timetable.view import Int32, Int64
from .stop_times import StopTimes

_PRIME = 1_099_511_628_211


@dataclass(frozen=True, slots=True)
class Timings:
    """Sequences of times, end to end, and where each run's begins; see `CompiledFeed`."""

    arrivals: Int32
    departures: Int32
    of_run: Int32


def share_timings(times: StopTimes, row: Int32) -> Timings:
    """Return the timings of runs; `row` is the trip of each. They come in the order in which runs need them."""
    trips, first = np.unique(row, return_index=True)
    trips = trips[np.argsort(first, kind="stable")]
    most = int(np.diff(times.first)[trips].sum())
    # Room for the case that no two trips share one: what isn't written takes no memory.
    arrivals, departures = np.empty(most, dtype=np.int32), np.empty(most, dtype=np.int32)
    place = np.full(len(times), NONE, dtype=np.int32)
    slots = np.full(1 << (2 * len(trips) + 1).bit_length(), NONE, dtype=np.int32)
    kept = _share(
        times.first, times.arrivals, times.departures, trips, slots, place, arrivals, departures
    )
    return Timings(arrivals[:kept].copy(), departures[:kept].copy(), place[row])


@kernel
def _share(
    first: Int64,
    arrivals: Int32,
    departures: Int32,
    trips: Int32,
    slots: Int32,
    place: Int32,
    to_arrivals: Int32,
    to_departures: Int32,
) -> int:
    """Write the timings of trips that no trip before had, and where each trip's is; return how much was written."""
    mask = len(slots) - 1
    hashes = np.empty(len(place), dtype=np.int64)
    kept = 0
    for trip in trips:
        begin, length = first[trip], first[trip + 1] - first[trip]
        hashes[trip] = _hashed(arrivals, departures, begin, length)
        slot = hashes[trip] & mask
        while slots[slot] != NONE:
            other = slots[slot]
            is_as_long = first[other + 1] - first[other] == length
            if (
                is_as_long
                and hashes[other] == hashes[trip]
                and _is_same(arrivals, departures, begin, first[other], length)
            ):
                break
            slot = (slot + 1) & mask
        if slots[slot] != NONE:
            place[trip] = place[slots[slot]]
            continue
        slots[slot] = trip
        place[trip] = kept
        for step in range(length):
            to_arrivals[kept + step] = arrivals[begin + step] - arrivals[begin]
            to_departures[kept + step] = departures[begin + step] - arrivals[begin]
        kept += length
    return kept


@kernel
def _hashed(arrivals: Int32, departures: Int32, begin: int, length: int) -> int:
    value = np.int64(length)
    start = arrivals[begin]
    for row in range(begin, begin + length):
        value = (value ^ np.int64(arrivals[row] - start)) * _PRIME
        value = (value ^ np.int64(departures[row] - start)) * _PRIME
        value ^= value >> 32
    return int(value)


@kernel
def _is_same(arrivals: Int32, departures: Int32, one: int, other: int, length: int) -> bool:
    later = arrivals[one] - arrivals[other]
    for step in range(length):
        if arrivals[one + step] != arrivals[other + step] + later:
            return False
        if departures[one + step] != departures[other + step] + later:
            return False
    return True
