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

from ..kernels import uncounted
from ..timetable.view import NEVER, Int32
from .layout import Layout
from .rebuild import Asked, write_journey
from .rounds import (
    BLOCKED,
    OUT_OF_RANGE,
    UNREACHED,
    change,
    enqueue,
    in_range,
    make_ready,
    put_egress,
    remove_egress,
    scan,
    set_forbidden,
    unmark,
)
from .scratch import NEWEST, RIDE, STOP, Scratch


@uncounted
def earliest(
    layout: Layout, scratch: Scratch, asked: Asked, at: int, max_rides: int, out: Int32
) -> int:
    """Write the front over arrival and rides to `out` as `rebuild` reads it, fewest rides first; return its length."""
    if not in_range(layout, asked):
        return OUT_OF_RANGE
    label, ready, fresh = scratch.label[0], scratch.ready[0], scratch.fresh
    start, end = 0, _leave(scratch, asked, at)
    target, first, records, written = UNREACHED, 0, 0, 0
    for rides in range(1, max_rides + 1):
        first, before = records, target
        queued = enqueue(layout, scratch, asked, start, end)
        records, target, final = scan(
            layout, scratch, label, queued, first, target, rides, asked.unbounded
        )
        if target < before:
            written = write_journey(layout, scratch, asked, final, rides, out, written)
        unmark(label, fresh, start, end)
        if rides == max_rides:
            break
        start = end
        end = change(
            layout,
            scratch,
            label,
            label,
            ready,
            first,
            records,
            end,
            target,
            rides,
            asked.unbounded,
        )
        if start == end:
            break
    _undo(scratch, asked, records, end)
    return written


@uncounted
def reach(
    layout: Layout, scratch: Scratch, asked: Asked, at: int, max_rides: int, arrival: Int32
) -> int:
    """Write the earliest arrival by a ride at every stop that has one; return 0."""
    if not in_range(layout, asked):
        return OUT_OF_RANGE
    label, ready, fresh, record = scratch.label[0], scratch.ready[0], scratch.fresh, scratch.record
    start, end = 0, _leave(scratch, asked, at)
    first, records = 0, 0
    for rides in range(1, max_rides + 1):
        first = records
        queued = enqueue(layout, scratch, asked, start, end)
        records, _, _ = scan(
            layout, scratch, label, queued, first, UNREACHED, rides, asked.unbounded
        )
        unmark(label, fresh, start, end)
        if rides == max_rides:
            break
        start = end
        end = change(
            layout,
            scratch,
            label,
            label,
            ready,
            first,
            records,
            end,
            UNREACHED,
            rides,
            asked.unbounded,
        )
        if start == end:
            break
    for number in range(records):
        arrival[record[number, STOP]] = label[record[number, STOP], RIDE]
    _undo(scratch, asked, records, end)
    return 0


@uncounted
def _leave(scratch: Scratch, asked: Asked, at: int) -> int:
    """Put the ends in place; return how many stops are fresh."""
    label, ready, mark, fresh = scratch.label[0], scratch.ready[0], scratch.mark, scratch.fresh
    stops, seconds = asked.access_stops, asked.access_s
    put_egress(mark, asked)
    set_forbidden(label, ready, asked, BLOCKED)
    end = 0
    for row in range(len(stops)):
        time = at + seconds[row]
        end = make_ready(label, ready, mark, fresh, end, stops[row], time, -1 - row, -1)
    return end


@uncounted
def _undo(scratch: Scratch, asked: Asked, records: int, end: int) -> None:
    """Leave the scratch as it was found."""
    label, ready, mark = scratch.label[0], scratch.ready[0], scratch.mark
    fresh, record = scratch.fresh, scratch.record
    for number in range(records):
        label[record[number, STOP], RIDE] = NEVER
        mark[record[number, STOP], NEWEST] = -1
    for index in range(end):
        ready[fresh[index]] = NEVER
    unmark(label, fresh, 0, end)
    remove_egress(mark, asked)
    set_forbidden(label, ready, asked, NEVER)
