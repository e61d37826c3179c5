"""Which trips run in a stretch of time, and how they are ordered so that none overtakes another: inner loops.

A run is a trip on one service day. Runs of a pattern are taken by departure, and each joins the first chain whose last run
is nowhere later; a chain becomes a pattern of the view.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..kernels import inlined, kernel
from .view import Int32, Int64, Uint8

BEYOND = 2**30
"""Times so far from the view's base are left out: sums of them would wrap."""

CHAINS_TRIED = 128
"""A run that fits behind none of so many chains opens another: bounds the time that senseless timetables take."""


TILE = 64
"""Runs whose timings are written while they are at hand."""


class Timetable(NamedTuple):
    """The arrays of a feed that the loops need; see `CompiledFeed`."""

    pattern_first: Int32
    pattern_first_trip: Int32
    trip_service: Int32
    trip_start: Int32
    trip_timing: Int32
    timing_arrivals: Int32
    timing_departures: Int32


class Days(NamedTuple):
    """Some service days."""

    active: Uint8  # [V, days] 1 where a service runs
    zeros: Int64  # [days] second of the view at which each begins


class Room(NamedTuple):
    """Where runs and chains are written: as long as there can be runs."""

    trip: Int32
    day: Int32
    chain_pattern: Int32
    chain_runs: Int32
    key: Int64
    chain: Int32

    @classmethod
    def of(cls, runs: int) -> Room:
        """Make room for so many."""
        trip, day, pattern, size, chain = (np.empty(runs, dtype=np.int32) for _ in range(5))
        return cls(trip, day, pattern, size, np.empty(runs, dtype=np.int64), chain)


class Chains(NamedTuple):
    """Runs in chains, and where the events of each chain begin in the view."""

    pattern: Int32
    first_run: Int32
    first_event: Int64
    run_start: Int32
    """Second of the view at which each run's timing begins."""
    run_timing: Int32


@kernel
def gather_runs(feed: Timetable, days: Days, length: int, room: Room) -> tuple[int, int]:
    """Write the runs that meet [0, length), chain after chain, and each chain's pattern and size; return both counts."""
    runs = 0
    chains = 0
    last_of = np.empty(CHAINS_TRIED, dtype=np.int64)
    for pattern in range(len(feed.pattern_first) - 1):
        count, is_sorted = _list_runs(feed, days, length, pattern, (room, runs))
        if count == 0:
            continue
        if not is_sorted:
            _reorder(room, runs, np.argsort(room.key[:count], kind="mergesort"))
        opened = _chain(feed, days.zeros, pattern, (room, runs, count), last_of)
        if opened > 1:
            _reorder(room, runs, np.argsort(room.chain[:count], kind="mergesort"))
        room.chain_pattern[chains : chains + opened] = pattern
        room.chain_runs[chains : chains + opened] = 0
        for run in range(count):
            room.chain_runs[chains + room.chain[run]] += 1
        runs += count
        chains += opened
    return runs, chains


@kernel
def _list_runs(
    feed: Timetable, days: Days, length: int, pattern: int, into: tuple[Room, int]
) -> tuple[int, bool]:
    """Append the runs of a pattern with keys to sort them by: when they depart, then when they are through."""
    room, begun = into
    first_trip, end_trip = feed.pattern_first_trip[pattern], feed.pattern_first_trip[pattern + 1]
    stops = _stops(feed, pattern)
    count = 0
    before = np.int64(0)
    is_sorted = True
    for day in range(len(days.zeros) if stops > 0 else 0):
        zero = days.zeros[day]
        for trip in range(first_trip, end_trip):
            if days.active[feed.trip_service[trip], day] == 0:
                continue
            begins = zero + feed.trip_start[trip]
            first = feed.trip_timing[trip]
            last = first + stops - 1
            ends = begins + feed.timing_departures[last]
            if begins >= length or ends < 0 or begins <= -BEYOND or ends >= BEYOND:
                continue
            key = (begins + feed.timing_departures[first] + BEYOND) << 32
            key += begins + feed.timing_arrivals[last] + BEYOND
            room.trip[begun + count] = trip
            room.day[begun + count] = day
            room.key[count] = key
            is_sorted &= key >= before
            before = key
            count += 1
    return count, is_sorted


@kernel
def _reorder(room: Room, begun: int, order: Int64) -> None:
    trips = room.trip[begun : begun + len(order)].copy()
    days = room.day[begun : begun + len(order)].copy()
    for place in range(len(order)):
        room.trip[begun + place] = trips[order[place]]
        room.day[begun + place] = days[order[place]]


@kernel
def _chain(
    feed: Timetable, zeros: Int64, pattern: int, into: tuple[Room, int, int], last_of: Int64
) -> int:
    """Write the chain of each run; `last_of` remembers the last runs of the latest chains. Return how many there are."""
    room, begun, count = into
    stops = _stops(feed, pattern)
    chains = 0
    for run in range(begun, begun + count):
        trip = room.trip[run]
        starts = zeros[room.day[run]] + feed.trip_start[trip]
        found = -1
        for chain in range(max(0, chains - CHAINS_TRIED), chains):
            last = last_of[chain % CHAINS_TRIED]
            before = room.trip[last]
            later = zeros[room.day[last]] + feed.trip_start[before] - starts
            if _is_behind(feed, trip, before, stops, later):
                found = chain
                break
        if found < 0:
            found = chains
            chains += 1
        room.chain[run - begun] = found
        last_of[found % CHAINS_TRIED] = run
    return chains


@inlined
def _stops(feed: Timetable, pattern: int) -> int:
    return int(feed.pattern_first[pattern + 1]) - int(feed.pattern_first[pattern])


@inlined
def _is_behind(feed: Timetable, trip: int, before: int, stops: int, later: int) -> bool:
    """Whether a trip is nowhere earlier than another one, which starts `later` seconds after it."""
    own, other = feed.trip_timing[trip], feed.trip_timing[before]
    if own == other:
        return later <= 0
    arrivals, departures = feed.timing_arrivals, feed.timing_departures
    earlier = 0
    for stop in range(stops):
        earlier |= arrivals[own + stop] < arrivals[other + stop] + later
        earlier |= departures[own + stop] < departures[other + stop] + later
    return earlier == 0


@kernel
def write_events(feed: Timetable, chains: Chains, arrivals: Int32, departures: Int32) -> None:
    """Write the times of runs: arrivals trip after trip, departures position after position."""
    of_arrivals, of_departures = feed.timing_arrivals, feed.timing_departures
    starts, timings = chains.run_start, chains.run_timing
    for chain in range(len(chains.pattern)):
        stops = _stops(feed, chains.pattern[chain])
        first, end = chains.first_run[chain], chains.first_run[chain + 1]
        to = chains.first_event[chain]
        runs = end - first
        for begin in range(0, runs, TILE):
            tile = min(TILE, runs - begin)
            for run in range(begin, begin + tile):
                start, timing = starts[first + run], timings[first + run]
                row = to + run * stops
                for stop in range(stops):
                    arrivals[row + stop] = of_arrivals[timing + stop] + start
            for stop in range(stops):
                row = to + stop * runs
                for run in range(begin, begin + tile):
                    departs = of_departures[timings[first + run] + stop]
                    departures[row + run] = departs + starts[first + run]


@kernel
def patterns_by_stop(
    pattern_first: Int32,
    position_stop: Int32,
    first: Int32,
    stop_pattern: Int32,
    stop_position: Int32,
) -> None:
    """Fill the patterns that serve each stop, ascending; `first` comes zeroed, one longer than there are stops."""
    for position in range(len(position_stop)):
        first[position_stop[position] + 1] += 1
    for stop in range(1, len(first)):
        first[stop] += first[stop - 1]
    at = first.copy()
    for pattern in range(len(pattern_first) - 1):
        begun = pattern_first[pattern]
        for position in range(begun, pattern_first[pattern + 1]):
            stop = position_stop[position]
            stop_pattern[at[stop]] = pattern
            stop_position[at[stop]] = position - begun
            at[stop] += 1
