# ruff: noqa: PLR0917 - compiled loops take their arguments by position
"""Trips grouped into patterns: the same stops, numbered, boarded and left alike, in the same order, of one route and shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from ..kernels import kernel
from ..timetable.feed import NONE
from ..timetable.view import MAY_ALIGHT, MAY_BOARD, Int8, Int32, Int64, Uint8
from .archive import Refused
from .limits import Limits
from .stop_times import StopTimes
from .trips import Frequencies, Trips

_PRIME: Final = 1_099_511_628_211


@dataclass(slots=True)
class Runs:
    """Every trip that runs on a service day, those that frequencies repeat spelled out."""

    row: Int32
    """Which trip of the stop times it is."""
    shift: Int32
    """Seconds to add to its times."""
    headway: Int32
    flags: Uint8
    """Of its pattern."""

    def __len__(self) -> int:
        return len(self.row)


@dataclass(slots=True)
class Patterns:
    """Patterns, and the runs of each in the order of their departures."""

    first: Int32
    """[patterns + 1] into positions."""
    first_run: Int32
    """[patterns + 1] into runs."""
    sample: Int32
    """[patterns] a trip of the stop times that is of the pattern."""
    flags: Uint8
    runs: Runs
    stop: Int32
    """[positions]"""
    stop_flags: Uint8
    """[positions]"""

    def __len__(self) -> int:
        return len(self.sample)


def spell_out(times: StopTimes, trips: Trips, frequencies: Frequencies, limits: Limits) -> Runs:
    """Return one run for each trip, or as many as its frequencies make of it."""
    place = np.full(len(trips) + 1, NONE, dtype=np.int32)
    place[times.trip] = np.arange(len(times), dtype=np.int32)
    repeated = np.zeros(len(times), dtype=np.bool_)
    row = place[frequencies.trip]
    usable = row >= 0
    row = row[usable]
    repeated[row] = True
    count, headway = frequencies.count[usable], frequencies.headway[usable]
    start = frequencies.start[usable] - times.departures[times.first[row]]
    step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    single = np.flatnonzero(~repeated).astype(np.int32)
    nothing = np.zeros(len(single), dtype=np.int32)
    by_headway = (frequencies.flags[usable] > 0) * headway
    flags = trips.flags[times.trip] | times.estimated
    runs = Runs(
        row=np.concatenate([single, np.repeat(row, count)]),
        shift=np.concatenate([nothing, np.repeat(start, count) + step * np.repeat(headway, count)])
        .astype(np.int32),
        headway=np.concatenate([nothing, np.repeat(by_headway, count)]).astype(np.int32),
        flags=np.concatenate(
            [flags[single], np.repeat(flags[row] | frequencies.flags[usable], count)]
        ),
    )  # fmt: skip
    events = int(np.diff(times.first)[runs.row].sum())
    if events > limits.events or len(runs) > limits.trips:
        raise Refused(f"{len(runs)} trips with {events} stops are more than is allowed")
    return runs


@kernel
def _hash_trips(
    first: Int64,
    stop: Int32,
    number: Int32,
    flags: Uint8,
    route: Int32,
    shape: Int32,
    hashes: Int64,
) -> None:
    for trip in range(len(hashes)):
        value = (np.int64(route[trip]) * _PRIME ^ np.int64(shape[trip])) * _PRIME
        for row in range(first[trip], first[trip + 1]):
            value = (value ^ (np.int64(stop[row]) * 4 + np.int64(flags[row]))) * _PRIME
            value = (value ^ np.int64(number[row])) * _PRIME
            value ^= value >> 32
        hashes[trip] = value


@kernel
def _is_alike(
    first: Int64,
    stop: Int32,
    number: Int32,
    flags: Uint8,
    route: Int32,
    shape: Int32,
    a: int,
    b: int,
) -> bool:
    length = first[a + 1] - first[a]
    if route[a] != route[b] or shape[a] != shape[b] or first[b + 1] - first[b] != length:
        return False
    i, j = first[a], first[b]
    for step in range(length):
        if stop[i + step] != stop[j + step] or flags[i + step] != flags[j + step]:
            return False
        if number[i + step] != number[j + step]:
            return False
    return True


@kernel
def _group(
    first: Int64,
    stop: Int32,
    number: Int32,
    flags: Uint8,
    route: Int32,
    shape: Int32,
    hashes: Int64,
    slots: Int32,
    group: Int32,
    samples: Int32,
) -> int:
    """Number trips by what they have in common, in the order of the first of each; return how many groups."""
    mask = len(slots) - 1
    count = 0
    for trip in range(len(group)):
        slot = hashes[trip] & mask
        while True:
            other = slots[slot]
            if other < 0:
                slots[slot] = trip
                group[trip] = count
                samples[count] = trip
                count += 1
                break
            if hashes[other] == hashes[trip] and _is_alike(
                first, stop, number, flags, route, shape, other, trip
            ):
                group[trip] = group[other]
                break
            slot = (slot + 1) & mask
    return count


def group(times: StopTimes, trips: Trips, runs: Runs, mode: Int8) -> Patterns:
    """Group runs into patterns, ordered by mode and route so that neighbours in memory are neighbours in town."""
    flags = _edges_cleared(times)
    route, shape = trips.route[times.trip], trips.shape[times.trip]
    sequence, samples = _sequences(times, flags, route, shape)
    keys = sequence[runs.row].astype(np.int64) << 8 | runs.flags
    kinds, of_run = np.unique(keys, return_inverse=True)
    sample = samples[kinds >> 8]
    order = np.lexsort((kinds, route[sample], mode[route[sample]]))
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    of_run, sample = rank[of_run], sample[order]
    departs = times.departures[times.first[runs.row]] + runs.shift
    by_pattern = np.lexsort((departs, of_run))
    lengths = np.diff(times.first)[sample]
    first = np.zeros(len(sample) + 1, dtype=np.int32)
    np.cumsum(lengths, out=first[1:])
    rows = np.repeat(times.first[sample] - first[:-1], lengths) + np.arange(first[-1])
    first_run = np.zeros(len(sample) + 1, dtype=np.int32)
    np.cumsum(np.bincount(of_run, minlength=len(sample)), out=first_run[1:])
    return Patterns(
        first=first,
        first_run=first_run,
        sample=sample,
        flags=(kinds[order] & 0xFF).astype(np.uint8),
        runs=Runs(
            runs.row[by_pattern],
            runs.shift[by_pattern],
            runs.headway[by_pattern],
            runs.flags[by_pattern],
        ),
        stop=times.stop[rows],
        stop_flags=flags[rows],
    )


def _edges_cleared(times: StopTimes) -> Uint8:
    """Nobody alights where a trip begins or boards where it ends, whatever the feed says: one pattern, not two."""
    flags = times.flags.copy()
    flags[times.first[:-1]] &= ~np.uint8(MAY_ALIGHT)
    flags[times.first[1:] - 1] &= ~np.uint8(MAY_BOARD)
    return flags


def _sequences(times: StopTimes, flags: Uint8, route: Int32, shape: Int32) -> tuple[Int32, Int32]:
    """Number the different sequences of stops; return each trip's, and a trip of each."""
    hashes = np.empty(len(times), dtype=np.int64)
    _hash_trips(times.first, times.stop, times.sequence, flags, route, shape, hashes)
    slots = np.full(1 << (2 * len(times) + 1).bit_length(), NONE, dtype=np.int32)
    sequence = np.empty(len(times), dtype=np.int32)
    samples = np.empty(len(times), dtype=np.int32)
    count = _group(
        times.first, times.stop, times.sequence, flags, route, shape, hashes, slots, sequence, samples
    )  # fmt: skip
    return sequence, samples[:count]
