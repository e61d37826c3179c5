# ruff: noqa: PLR0917 - compiled loops take their arguments by position
"""Earliest arrival for each number of rides, and earliest arrival everywhere: RAPTOR with split labels.

One label of a stop cannot say both "arrived by a ride, the change is still to be made" and "may board": a walk that ends
before the change would be over hides a better ride, or the other way round. So a ride's arrival and the readiness to
board are two labels, and each is pruned by its own kind alone.

Round k extends what has k - 1 rides: (1) patterns at stops made ready by the round before are queued with the first
position where they can be boarded, (2) each is scanned once from there, always on the earliest trip caught so far, (3)
stops reached by a ride become ready after their change, and their neighbours after the walk.
A label is written when it is better than with any fewer rides and than the best arrival at the destination; older labels
need not be kept by round, for a ride's record (scratch.py) points to the record of the ride before.

Source of the rounds: Delling, Pajor, Werneck, "Round-based public transit routing", ALENEX 2012.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from ..kernels import kernel
from ..timetable.view import MAY_ALIGHT, MAY_BOARD, NEVER, Int32, Uint8
from .layout import EVENTS, FIRST, STOP_SHIFT, STOPS, TRIPS, Layout
from .rebuild import write_journey
from .scratch import UNQUEUED, Scratch

BLOCKED: Final = -(2**31)
"""Label of a stop that nobody may use: nothing improves it."""

OUT_OF_RANGE: Final = -1
"""Answer of a search that was given a stop which the view doesn't have."""


class Asked(NamedTuple):
    """A request's arrays; the last two are empty where all is allowed."""

    access_stops: Int32
    access_s: Int32
    egress_stops: Int32
    egress_s: Int32
    pattern_allowed: Uint8
    stop_allowed: Uint8


@kernel
def earliest(
    layout: Layout, scratch: Scratch, asked: Asked, at: int, max_rides: int, out: Int32
) -> int:
    """Write the front over arrival and rides to `out` as `rebuild` reads it, fewest rides first; return its length."""
    if not in_range(layout, asked):
        return OUT_OF_RANGE
    prepare(scratch, asked)
    fresh = _leave(scratch, asked, at)
    target, first, records, written = NEVER, 0, 0, 0
    for rides in range(1, max_rides + 1):
        before = target
        queued = enqueue(layout, scratch, asked.pattern_allowed, fresh)
        first = records
        records, target, final = _scan(layout, scratch, queued, first, target)
        if target < before:
            written = write_journey(
                layout, scratch, asked.access_s, asked.egress_s, final, rides, out, written
            )
        unmark(scratch, fresh)
        if rides == max_rides or records == first:
            break
        fresh = _change(layout, scratch, first, records, target)
        if fresh == 0:
            break
    _undo(scratch, asked, records)
    return written


@kernel
def reach(
    layout: Layout, scratch: Scratch, asked: Asked, at: int, max_rides: int, arrival: Int32
) -> int:
    """Write the earliest arrival by a ride at every stop."""
    if not in_range(layout, asked):
        return OUT_OF_RANGE
    prepare(scratch, asked)
    fresh = _leave(scratch, asked, at)
    first, records = 0, 0
    for rides in range(1, max_rides + 1):
        queued = enqueue(layout, scratch, asked.pattern_allowed, fresh)
        first = records
        records, _, _ = _scan(layout, scratch, queued, first, NEVER)
        unmark(scratch, fresh)
        if rides == max_rides or records == first:
            break
        fresh = _change(layout, scratch, first, records, NEVER)
    for record in range(records):
        stop = scratch.record[record, 0]
        arrival[stop] = scratch.ride[stop]
    _undo(scratch, asked, records)
    return 0


@kernel
def in_range(layout: Layout, asked: Asked) -> bool:
    """Tell whether every stop asked for is one of the view."""
    return _all_below(asked.access_stops, len(layout.change_s)) and _all_below(
        asked.egress_stops, len(layout.change_s)
    )


@kernel
def _all_below(numbers: Int32, limit: int) -> bool:
    wrong = 0
    for number in numbers:
        wrong += not 0 <= number < limit
    return wrong == 0


@kernel
def prepare(scratch: Scratch, asked: Asked) -> None:
    """Put the egress beside the stops, and block those that may not be used."""
    for row in range(len(asked.egress_stops)):
        stop = asked.egress_stops[row]
        if asked.egress_s[row] < scratch.egress[stop]:
            scratch.egress[stop] = asked.egress_s[row]
            scratch.egress_row[stop] = row
    for stop in range(len(asked.stop_allowed)):
        if asked.stop_allowed[stop] == 0:
            scratch.ride[stop] = BLOCKED
            scratch.ready[stop] = BLOCKED


@kernel
def _leave(scratch: Scratch, asked: Asked, at: int) -> int:
    """Make the access stops ready; return how many are fresh."""
    fresh = 0
    for row in range(len(asked.access_stops)):
        stop = asked.access_stops[row]
        fresh = _make_ready(scratch, fresh, stop, at + asked.access_s[row], -1 - row, -1)
    return fresh


@kernel
def _make_ready(scratch: Scratch, fresh: int, stop: int, time: int, record: int, link: int) -> int:
    """Let a stop be boarded from a time on, if that is news; return how many are fresh."""
    if time >= scratch.ready[stop]:
        return fresh
    if scratch.ready[stop] == NEVER:
        scratch.touched[scratch.touched_count[0]] = stop
        scratch.touched_count[0] += 1
    scratch.ready[stop] = time
    scratch.origin[stop, 0] = record
    scratch.origin[stop, 1] = link
    if scratch.fresh[stop] == NEVER:
        scratch.fresh_stops[fresh] = stop
        fresh += 1
    scratch.fresh[stop] = time
    return fresh


@kernel
def enqueue(layout: Layout, scratch: Scratch, pattern_allowed: Uint8, fresh: int) -> int:
    """Queue the patterns that can be boarded at fresh stops; return how many."""
    queued = 0
    for index in range(fresh):
        stop = scratch.fresh_stops[index]
        for entry in range(layout.boarding_first[stop], layout.boarding_first[stop + 1]):
            pattern, position = layout.boarding[entry, 0], layout.boarding[entry, 1]
            if len(pattern_allowed) > 0 and pattern_allowed[pattern] == 0:
                continue
            if scratch.pattern_from[pattern] == UNQUEUED:
                scratch.queue[queued] = pattern
                queued += 1
            scratch.pattern_from[pattern] = min(scratch.pattern_from[pattern], position)
            scratch.pattern_until[pattern] = max(scratch.pattern_until[pattern], position)
    return queued


@kernel
def unmark(scratch: Scratch, fresh: int) -> None:
    """Forget which stops are fresh."""
    for index in range(fresh):
        scratch.fresh[scratch.fresh_stops[index]] = NEVER


@kernel
def _scan(
    layout: Layout, scratch: Scratch, queued: int, first: int, target: int
) -> tuple[int, int, int]:
    """Ride every queued pattern; return the number of records, the best arrival, and the record that makes it."""
    records, final = first, -1
    for index in range(queued):
        records, target, final = _ride(
            layout, scratch, scratch.queue[index], first, records, target, final
        )
    return records, target, final


@kernel
def _ride(
    layout: Layout,
    scratch: Scratch,
    pattern: int,
    first: int,
    records: int,
    target: int,
    final: int,
) -> tuple[int, int, int]:
    """Ride one pattern from where it can be boarded first, on the earliest trip caught so far."""
    start, until = scratch.pattern_from[pattern], scratch.pattern_until[pattern]
    scratch.pattern_from[pattern], scratch.pattern_until[pattern] = UNQUEUED, -1
    place = layout.pattern[pattern, FIRST]
    stops, trips = layout.pattern[pattern, STOPS], layout.pattern[pattern, TRIPS]
    events = layout.pattern[pattern, EVENTS]
    trip, row, board, origin, link = trips, events, 0, 0, 0
    for position in range(start, stops):
        stop, flags = layout.place[place + position] >> STOP_SHIFT, layout.place[place + position]
        arrives = layout.arrivals[row + position] if trip < trips else NEVER
        if arrives < target:
            if arrives < scratch.ride[stop] and flags & MAY_ALIGHT:
                records = _alight(scratch, stop, arrives, first, records)
                _write(scratch.record[scratch.label[stop]], pattern, trip, board, position)
                _follow(scratch.record[scratch.label[stop]], origin, link)
                if arrives + scratch.egress[stop] < target:
                    target, final = arrives + scratch.egress[stop], scratch.label[stop]
        elif position > until:
            break
        if scratch.fresh[stop] < NEVER and flags & MAY_BOARD:
            caught = catch(layout.departures, events + position * trips, trip, scratch.fresh[stop])
            if caught < trip:
                trip, board, row = caught, position, events + caught * stops
                origin, link = scratch.origin[stop, 0], scratch.origin[stop, 1]
    return records, target, final


@kernel
def _alight(scratch: Scratch, stop: int, arrives: int, first: int, records: int) -> int:
    """Label a stop, in the record it has in this round or in a new one; return the number of records."""
    scratch.ride[stop] = arrives
    if scratch.label[stop] >= first:
        return records
    scratch.label[stop] = records
    scratch.record[records, 0] = stop
    return records + 1


@kernel
def _write(record: Int32, pattern: int, trip: int, board: int, alight: int) -> None:
    record[1] = pattern
    record[2] = trip
    record[3] = board
    record[4] = alight


@kernel
def _follow(record: Int32, origin: int, link: int) -> None:
    record[5] = origin
    record[6] = link


@kernel
def catch(departures: Int32, base: int, trip: int, ready: int) -> int:
    """Return the earliest trip, at most `trip`, that departs at `ready` or later."""
    if trip == 0 or departures[base + trip - 1] < ready:
        return trip
    low, high = 0, trip - 1
    while low < high:
        middle = (low + high) >> 1
        if departures[base + middle] < ready:
            low = middle + 1
        else:
            high = middle
    return high


@kernel
def _change(layout: Layout, scratch: Scratch, first: int, records: int, target: int) -> int:
    """Make ready what the round's rides reached, after the change or the walk; return how many stops are fresh."""
    fresh = 0
    for record in range(first, records):
        stop = scratch.record[record, 0]
        arrives = scratch.ride[stop]
        time = arrives + layout.change_s[stop]
        if time < target:
            fresh = _make_ready(scratch, fresh, stop, time, record, -1)
        for way in range(layout.way_first[stop], layout.way_first[stop + 1]):
            time = arrives + layout.way[way, 1]
            if time < target:
                link = layout.way[way, 2]
                fresh = _make_ready(scratch, fresh, layout.way[way, 0], time, record, link)
    return fresh


@kernel
def _undo(scratch: Scratch, asked: Asked, records: int) -> None:
    """Leave the scratch as it was found."""
    for record in range(records):
        stop = scratch.record[record, 0]
        scratch.ride[stop] = NEVER
        scratch.label[stop] = -1
    for index in range(scratch.touched_count[0]):
        scratch.ready[scratch.touched[index]] = NEVER
    scratch.touched_count[0] = 0
    for stop in asked.egress_stops:
        scratch.egress[stop] = NEVER
    for stop in range(len(asked.stop_allowed)):
        scratch.ride[stop] = NEVER
        scratch.ready[stop] = NEVER
