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

from typing import Final

from ..kernels import inlined, kernel
from ..timetable.view import MAY_ALIGHT, MAY_BOARD, NEVER, Int32, Int64
from .layout import EVENTS, FIRST, STOP_SHIFT, STOPS, TRIPS, Layout
from .rebuild import Asked, write_journey
from .scratch import (
    EGRESS,
    EGRESS_ROW,
    FRESH,
    FROM,
    LINK,
    NEWEST,
    ORIGIN,
    READY,
    RIDE,
    UNQUEUED,
    UNTIL,
    Scratch,
)

BLOCKED: Final = -(2**31)
"""Label of a stop that nobody may use: nothing improves it."""

OUT_OF_RANGE: Final = -1
"""Answer of a search that was given a stop which the view doesn't have."""


@kernel
def earliest(
    layout: Layout, scratch: Scratch, asked: Asked, at: int, max_rides: int, out: Int32
) -> int:
    """Write the front over arrival and rides to `out` as `rebuild` reads it, fewest rides first; return its length."""
    if not in_range(layout, asked):
        return OUT_OF_RANGE
    label, mark, fresh, record = scratch.label, scratch.mark, scratch.fresh, scratch.record
    prepare(label, mark, asked)
    start, end = 0, _leave(label, mark, fresh, asked.access_stops, asked.access_s, at)
    target, first, records, written = NEVER, 0, 0, 0
    for rides in range(1, max_rides + 1):
        first, before = records, target
        queued = _enqueue(layout, scratch, asked, start, end)
        records, target, final = _scan(layout, scratch, queued, first, target)
        if target < before:
            written = write_journey(layout, record, asked, mark, final, rides, out, written)
        unmark(label, fresh, start, end)
        if rides == max_rides:
            break
        start, end = end, _change(layout, scratch, first, records, end, target)
        if start == end:
            break
    _undo(scratch, asked, records, end)
    return written


@kernel
def reach(
    layout: Layout, scratch: Scratch, asked: Asked, at: int, max_rides: int, arrival: Int32
) -> int:
    """Write the earliest arrival by a ride at every stop that has one; return 0."""
    if not in_range(layout, asked):
        return OUT_OF_RANGE
    label, mark, fresh, record = scratch.label, scratch.mark, scratch.fresh, scratch.record
    prepare(label, mark, asked)
    start, end = 0, _leave(label, mark, fresh, asked.access_stops, asked.access_s, at)
    first, records = 0, 0
    for rides in range(1, max_rides + 1):
        first = records
        queued = _enqueue(layout, scratch, asked, start, end)
        records, _, _ = _scan(layout, scratch, queued, first, NEVER)
        unmark(label, fresh, start, end)
        if rides == max_rides:
            break
        start, end = end, _change(layout, scratch, first, records, end, NEVER)
        if start == end:
            break
    for number in range(records):
        arrival[record[number, 0]] = label[record[number, 0], RIDE]
    _undo(scratch, asked, records, end)
    return 0


@kernel
def in_range(layout: Layout, asked: Asked) -> bool:
    """Tell whether every stop asked for is one of the view."""
    stops = len(layout.change_s)
    return _all_below(asked.access_stops, stops) and _all_below(asked.egress_stops, stops)


@kernel
def _all_below(numbers: Int32, limit: int) -> bool:
    wrong = 0
    for number in numbers:
        wrong += not 0 <= number < limit
    return wrong == 0


@kernel
def prepare(label: Int32, mark: Int32, asked: Asked) -> None:
    """Put the egress beside the stops, and block those that may not be used."""
    stops, seconds, allowed = asked.egress_stops, asked.egress_s, asked.stop_allowed
    for row in range(len(stops)):
        if seconds[row] < mark[stops[row], EGRESS]:
            mark[stops[row], EGRESS] = seconds[row]
            mark[stops[row], EGRESS_ROW] = row
    for stop in range(len(allowed)):
        if allowed[stop] == 0:
            label[stop, RIDE] = BLOCKED
            mark[stop, READY] = BLOCKED


@kernel
def _leave(label: Int32, mark: Int32, fresh: Int32, stops: Int32, seconds: Int32, at: int) -> int:
    """Make the access stops ready; return how many are fresh."""
    end = 0
    for row in range(len(stops)):
        end = _make_ready(label, mark, fresh, end, stops[row], at + seconds[row], -1 - row, -1)
    return end


@inlined
def _make_ready(
    label: Int32,
    mark: Int32,
    fresh: Int32,
    end: int,
    stop: int,
    time: int,
    origin: int,
    link: int,
) -> int:
    """Let a stop be boarded from a time on, if that is news; return the end of the fresh stops."""
    if time >= mark[stop, READY]:
        return end
    mark[stop, READY] = time
    mark[stop, ORIGIN] = origin
    mark[stop, LINK] = link
    if label[stop, FRESH] == NEVER:
        fresh[end] = stop
        end += 1
    label[stop, FRESH] = time
    return end


@kernel
def _enqueue(layout: Layout, scratch: Scratch, asked: Asked, start: int, end: int) -> int:
    """Queue the patterns that can be boarded at fresh stops; return how many."""
    boarding_first, boarding = layout.boarding_first, layout.boarding
    fresh, turn, queue = scratch.fresh, scratch.turn, scratch.queue
    allowed = asked.pattern_allowed
    queued = 0
    for index in range(start, end):
        stop = fresh[index]
        for entry in range(boarding_first[stop], boarding_first[stop + 1]):
            pattern, position = boarding[entry, 0], boarding[entry, 1]
            if len(allowed) > 0 and allowed[pattern] == 0:
                continue
            if turn[pattern, FROM] == UNQUEUED:
                queue[queued] = pattern
                queued += 1
            turn[pattern, FROM] = min(turn[pattern, FROM], position)
            turn[pattern, UNTIL] = max(turn[pattern, UNTIL], position)
    return queued


@kernel
def unmark(label: Int32, fresh: Int32, start: int, end: int) -> None:
    """Forget which stops are fresh."""
    for index in range(start, end):
        label[fresh[index], FRESH] = NEVER


@kernel
def _scan(
    layout: Layout, scratch: Scratch, queued: int, first: int, target: int
) -> tuple[int, int, int]:
    """Ride every queued pattern; return the number of records, the best arrival, and the record that makes it."""
    pattern, place = layout.pattern, layout.place
    arrivals, departures = layout.arrivals, layout.departures
    label, mark, turn = scratch.label, scratch.mark, scratch.turn
    queue, record = scratch.queue, scratch.record
    records, final = first, -1
    for index in range(queued):
        number = queue[index]
        start, until = turn[number, FROM], turn[number, UNTIL]
        turn[number, FROM], turn[number, UNTIL] = UNQUEUED, -1
        records, target, final = _ride(
            pattern,
            place,
            arrivals,
            departures,
            label,
            mark,
            record,
            number,
            start,
            until,
            first,
            records,
            target,
            final,
        )
    return records, target, final


@inlined
def _ride(
    patterns: Int64,
    places: Int32,
    arrivals: Int32,
    departures: Int32,
    label: Int32,
    mark: Int32,
    record: Int32,
    pattern: int,
    start: int,
    until: int,
    first: int,
    records: int,
    target: int,
    final: int,
) -> tuple[int, int, int]:
    """Ride one pattern from where it can be boarded first, on the earliest trip caught so far."""
    place, stops = patterns[pattern, FIRST], patterns[pattern, STOPS]
    trips, events = patterns[pattern, TRIPS], patterns[pattern, EVENTS]
    trip, row, board, origin, link = trips, events, 0, 0, 0
    for position in range(start, stops):
        stop, flags = places[place + position] >> STOP_SHIFT, places[place + position]
        arrives = arrivals[row + position] if trip < trips else NEVER
        if arrives < target:
            if arrives < label[stop, RIDE] and flags & MAY_ALIGHT:
                label[stop, RIDE] = arrives
                records = _note(mark, record, stop, first, records)
                _write(record, mark[stop, NEWEST], pattern, trip, board, position)
                _follow(record, mark[stop, NEWEST], origin, link)
                if arrives + mark[stop, EGRESS] < target:
                    target, final = arrives + mark[stop, EGRESS], mark[stop, NEWEST]
        elif position > until:
            break
        if label[stop, FRESH] < NEVER and flags & MAY_BOARD:
            caught = catch(departures, events + position * trips, trip, label[stop, FRESH])
            if caught < trip:
                trip, board, row = caught, position, events + caught * stops
                origin, link = mark[stop, ORIGIN], mark[stop, LINK]
    return records, target, final


@inlined
def _note(mark: Int32, record: Int32, stop: int, first: int, records: int) -> int:
    """Give a stop a record of this round unless it has one; return the number of records."""
    if mark[stop, NEWEST] >= first:
        return records
    mark[stop, NEWEST] = records
    record[records, 0] = stop
    return records + 1


@inlined
def _write(record: Int32, number: int, pattern: int, trip: int, board: int, alight: int) -> None:
    record[number, 1] = pattern
    record[number, 2] = trip
    record[number, 3] = board
    record[number, 4] = alight


@inlined
def _follow(record: Int32, number: int, origin: int, link: int) -> None:
    record[number, 5] = origin
    record[number, 6] = link


@inlined
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
def _change(
    layout: Layout, scratch: Scratch, first: int, records: int, end: int, target: int
) -> int:
    """Make ready what the round's rides reached, after the change or the walk; return the end of the fresh stops."""
    change_s, way_first, way = layout.change_s, layout.way_first, layout.way
    label, mark, fresh, record = scratch.label, scratch.mark, scratch.fresh, scratch.record
    for number in range(first, records):
        stop = record[number, 0]
        arrives = label[stop, RIDE]
        time = arrives + change_s[stop]
        if time < target:
            end = _make_ready(label, mark, fresh, end, stop, time, number, -1)
        for row in range(way_first[stop], way_first[stop + 1]):
            time = arrives + way[row, 1]
            if time < target:
                end = _make_ready(label, mark, fresh, end, way[row, 0], time, number, way[row, 2])
    return end


@kernel
def _undo(scratch: Scratch, asked: Asked, records: int, end: int) -> None:
    """Leave the scratch as it was found."""
    label, mark, fresh, record = scratch.label, scratch.mark, scratch.fresh, scratch.record
    for number in range(records):
        label[record[number, 0], RIDE] = NEVER
        mark[record[number, 0], NEWEST] = -1
    for index in range(end):
        mark[fresh[index], READY] = NEVER
        label[fresh[index], FRESH] = NEVER
    for stop in asked.egress_stops:
        mark[stop, EGRESS] = NEVER
    for stop in range(len(asked.stop_allowed)):
        label[stop, RIDE] = NEVER
        mark[stop, READY] = NEVER
