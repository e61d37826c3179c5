# ruff: noqa: PLR0917 - compiled loops take their arguments by position
"""Every journey worth taking within a window of departures: range RAPTOR with split labels.

Departures are searched from the last to the first, each with the labels that later ones left: what leaves earlier and
arrives no earlier with no fewer rides is pruned where it is met. So a run costs what it improves, and the profile little
more than its journeys. Labels are kept for each number of rides ("level"), and hold the best of no more rides.

A departure is a trip that can be caught at a stop of the access: the first ride of a run is that trip and no other, for
those that leave later belong to other runs, and those that leave earlier cannot be caught.
Records live for one run: whatever a run writes, it reached by rides of its own.
"""

from __future__ import annotations

from typing import Final

from ..kernels import uncounted, uncounted_part
from ..timetable.view import MAY_ALIGHT, NEVER, Int32, Int64
from .bounds import least_times
from .layout import AT, EVENTS, FIRST, STOP_SHIFT, STOPS, TRIPS, Layout
from .rebuild import HEADER, LEG, Asked, write_journey
from .rounds import (
    BLOCKED,
    OUT_OF_RANGE,
    catch,
    change,
    enqueue,
    ensure_record,
    follow,
    hopeless,
    in_range,
    put_egress,
    remove_egress,
    scan,
    set_forbidden,
    unmark,
    write,
)
from .scratch import EGRESS, NEWEST, RIDE, STOP, Scratch

LEAVES: Final = 0
ROW: Final = 1
BY_PATTERN: Final = 2
AT_POSITION: Final = 3
ON_TRIP: Final = 4
DEPARTURE: Final = 5
"""Columns of a departure: when one leaves the origin, by which row of the access, to ride which trip from which position."""

NO_ROOM: Final = -2
"""Answer of a kernel whose output is too small: give it more and ask again."""


@uncounted
def list_departures(layout: Layout, asked: Asked, at: int, until: int, out: Int32) -> int:
    """Write every departure in [at, until] and return their number; NO_ROOM where `out` is too short."""
    if not in_range(layout, asked):
        return OUT_OF_RANGE
    pattern, departures = layout.pattern, layout.departures
    boarding_first, boarding = layout.boarding_first, layout.boarding
    count = 0
    for row in range(len(asked.access_stops)):
        stop, seconds = asked.access_stops[row], asked.access_s[row]
        if len(asked.stop_allowed) > 0 and asked.stop_allowed[stop] == 0:
            continue
        for entry in range(boarding_first[stop], boarding_first[stop + 1]):
            number, position = boarding[entry, 0], boarding[entry, 1]
            trips = pattern[number, TRIPS]
            base = pattern[number, EVENTS] + position * trips
            low = catch(departures, base, trips, at + seconds)
            high = catch(departures, base, trips, until + seconds + 1)
            if len(asked.pattern_allowed) > 0 and asked.pattern_allowed[number] == 0:
                high = low
            if count + high - low > len(out):
                return NO_ROOM
            for trip in range(low, high):
                out[count, LEAVES] = departures[base + trip] - seconds
                out[count, ROW] = row
                out[count, BY_PATTERN] = number
                out[count, AT_POSITION] = position
                out[count, ON_TRIP] = trip
                count += 1
    return count


@uncounted
def profile(
    layout: Layout,
    scratch: Scratch,
    asked: Asked,
    leaving: Int32,
    max_rides: int,
    targets: Int64,
    out: Int32,
) -> int:
    """Write the journeys of departures given from the last to the first; return their length, or NO_ROOM.

    `targets` has max_rides + 1 elements, all UNREACHED. It ends as the earliest arrival with at most so many rides.
    """
    least_times(layout, asked, max_rides - 1, scratch)
    put_egress(scratch.mark, asked)
    for level in range(max_rides + 1):
        set_forbidden(scratch.label[level], scratch.ready[level], asked, BLOCKED)
    written, touched, start = 0, 0, 0
    while start < len(leaving) and written >= 0:
        end = start + 1
        while end < len(leaving) and leaving[end, LEAVES] == leaving[start, LEAVES]:
            end += 1
        written, touched = _run(
            layout, scratch, asked, leaving[start:end], max_rides, targets, out, written, touched
        )
        start = end
    _undo(scratch, asked, max_rides, touched)
    return written


@uncounted
def _run(
    layout: Layout,
    scratch: Scratch,
    asked: Asked,
    leaving: Int32,
    max_rides: int,
    targets: Int64,
    out: Int32,
    written: int,
    touched: int,
) -> tuple[int, int]:
    """Search one departure; return the length of what is written, or NO_ROOM, and the number of stops touched."""
    first, start, end = 0, 0, 0
    records, target, final = _leave(layout, scratch, leaving, targets)
    for rides in range(1, max_rides + 1):
        if target < targets[rides]:
            if written + HEADER + LEG * rides > len(out):
                written = NO_ROOM
                break
            _lower(targets, rides, target)
            written = write_journey(layout, scratch, asked, final, rides, out, written)
        touched = _keep_rides(scratch, rides, max_rides, first, records, touched)
        if rides == max_rides or first == records:
            break
        label, after, ready = scratch.label[rides], scratch.label[rides + 1], scratch.ready[rides]
        start, target = end, targets[rides]
        end = change(
            layout, scratch, label, after, ready, first, records, end, target, rides, targets
        )
        touched = _keep_ready(scratch, rides, max_rides, start, end, touched)
        queued = enqueue(layout, scratch, asked, start, end)
        first = records
        target = targets[rides + 1]
        records, target, final = scan(
            layout, scratch, after, queued, first, target, rides + 1, targets
        )
        unmark(after, scratch.fresh, start, end)
    mark, record = scratch.mark, scratch.record
    for number in range(records):
        mark[record[number, STOP], NEWEST] = -1
    return written, touched


@uncounted
def _leave(
    layout: Layout, scratch: Scratch, leaving: Int32, targets: Int64
) -> tuple[int, int, int]:
    """Ride the trips of a departure; return the number of records, the best arrival and the record that makes it."""
    pattern, place, arrivals = layout.pattern, layout.place, layout.arrivals
    label, mark, record = scratch.label[1], scratch.mark, scratch.record
    after = scratch.after
    records, target, final = 0, targets[1], -1
    for index in range(len(leaving)):
        number, trip = leaving[index, BY_PATTERN], leaving[index, ON_TRIP]
        board, access = leaving[index, AT_POSITION], leaving[index, ROW]
        stops = pattern[number, STOPS]
        row, first = pattern[number, EVENTS] + trip * stops, pattern[number, FIRST]
        for position in range(board + 1, stops):
            arrives, at = arrivals[row + position], place[first + position, AT]
            if arrives >= target:
                break
            stop = at >> STOP_SHIFT
            if (
                arrives < label[stop, RIDE]
                and at & MAY_ALIGHT
                and not hopeless(after, stop, arrives, 1, targets)
            ):
                label[stop, RIDE] = arrives
                records = ensure_record(mark, record, stop, 0, records)
                newest = mark[stop, NEWEST]
                write(record, newest, number, trip, board, position)
                follow(record, newest, -1 - access, -1)
                if arrives + mark[stop, EGRESS] < target:
                    target, final = arrives + mark[stop, EGRESS], newest
    return records, target, final


@uncounted_part
def _lower(values: Int64, first: int, value: int) -> None:
    """Lower the values from an index on."""
    for index in range(first, len(values)):
        values[index] = min(values[index], value)


@uncounted
def _keep_rides(
    scratch: Scratch, level: int, last: int, first: int, records: int, touched: int
) -> int:
    """Let labels of more rides be no worse than the round's; return the number of stops touched."""
    label, record, list_ = scratch.label, scratch.record, scratch.touched
    for number in range(first, records):
        stop = record[number, STOP]
        arrives = label[level, stop, RIDE]
        if label[0, stop, RIDE] == NEVER:
            label[0, stop, RIDE] = 0
            list_[touched] = stop
            touched += 1
        above = level + 1
        while above <= last and label[above, stop, RIDE] > arrives:
            label[above, stop, RIDE] = arrives
            above += 1
    return touched


@uncounted
def _keep_ready(scratch: Scratch, level: int, last: int, start: int, end: int, touched: int) -> int:
    """Let stops be ready after more rides no later than after the round's; return the number of stops touched."""
    label, ready, fresh, list_ = scratch.label, scratch.ready, scratch.fresh, scratch.touched
    for index in range(start, end):
        stop = fresh[index]
        time = ready[level, stop]
        if label[0, stop, RIDE] == NEVER:
            label[0, stop, RIDE] = 0
            list_[touched] = stop
            touched += 1
        above = level + 1
        while above < last and ready[above, stop] > time:
            ready[above, stop] = time
            above += 1
    return touched


@uncounted
def _undo(scratch: Scratch, asked: Asked, last: int, touched: int) -> None:
    """Leave the scratch as it was found."""
    label, ready, list_ = scratch.label, scratch.ready, scratch.touched
    for index in range(touched):
        for level in range(last + 1):
            label[level, list_[index], RIDE] = NEVER
            ready[level, list_[index]] = NEVER
    remove_egress(scratch.mark, asked)
    for level in range(last + 1):
        set_forbidden(label[level], ready[level], asked, NEVER)
