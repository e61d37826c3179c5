# ruff: noqa: PLR0917 - compiled loops take their arguments by position
"""Lower bounds of the rest of a journey, from every stop, for each number of rides left.

A search backward from the destination over the fastest run of every pattern from each stop to the next, as if every
vehicle waited for the traveller. It depends on no time of day: one search bounds every departure of a profile.

`after[s, r]`: least seconds to the destination for somebody who alights at s and takes at most r more rides, the changes
and walks included (r = 0: the egress). `aboard[s, r]`: for somebody ready to board at s, at most r rides to go (r = 0:
NEVER). Both fall with r. A label is hopeless when, for every r that is left to it, the time it has plus the bound is no
earlier than the best known arrival with so many rides (`hopeless`).
"""

from __future__ import annotations

from ..kernels import uncounted, uncounted_part
from ..timetable.view import MAY_ALIGHT, MAY_BOARD, NEVER, Int32, Uint8
from .layout import ARRIVES, AT, DEPARTS, FIRST, STOP_SHIFT, Layout
from .rebuild import Asked
from .scratch import UNTIL, Scratch


@uncounted
def least_times(layout: Layout, asked: Asked, rides: int, scratch: Scratch) -> None:
    """Fill `after` and `aboard` of the scratch for 0 to `rides` rides left."""
    after, aboard = scratch.after, scratch.aboard
    stops = len(layout.change_s)
    after[:stops, : rides + 1] = NEVER
    aboard[:stops, : rides + 1] = NEVER
    count = _arrive(asked, after, rides, scratch.fresh)
    for left in range(1, rides + 1):
        queued = _enqueue(layout, scratch, asked, count)
        count = _board(layout, scratch, asked.stop_allowed, left, rides, queued)
        count = _alight(layout, scratch, left, rides, count)
        if count == 0:
            break


@uncounted
def _arrive(asked: Asked, after: Int32, rides: int, changed: Int32) -> int:
    """Put the egress in place; return how many stops have one."""
    stops, seconds, allowed = asked.egress_stops, asked.egress_s, asked.stop_allowed
    count = 0
    for row in range(len(stops)):
        stop = stops[row]
        if len(allowed) > 0 and allowed[stop] == 0:
            continue
        if after[stop, 0] == NEVER:
            changed[count] = stop
            count += 1
        _lower(after, stop, 0, rides, seconds[row])
    return count


@uncounted_part
def _lower(bound: Int32, stop: int, left: int, rides: int, seconds: int) -> None:
    """Lower a stop's bound, and those with more rides left that are higher."""
    while left <= rides and bound[stop, left] > seconds:
        bound[stop, left] = seconds
        left += 1


@uncounted
def _enqueue(layout: Layout, scratch: Scratch, asked: Asked, count: int) -> int:
    """Queue the patterns that alight where the bound changed, with the last such position; return how many."""
    alighting_first, alighting = layout.alighting_first, layout.alighting
    changed, turn, queue = scratch.fresh, scratch.turn, scratch.queue
    allowed = asked.pattern_allowed
    queued = 0
    for index in range(count):
        stop = changed[index]
        for entry in range(alighting_first[stop], alighting_first[stop + 1]):
            pattern, position = alighting[entry, 0], alighting[entry, 1]
            if len(allowed) > 0 and allowed[pattern] == 0:
                continue
            if turn[pattern, UNTIL] < 0:
                queue[queued] = pattern
                queued += 1
            turn[pattern, UNTIL] = max(turn[pattern, UNTIL], position)
    return queued


@uncounted
def _board(
    layout: Layout,
    scratch: Scratch,
    allowed: Uint8,
    left: int,
    rides: int,
    queued: int,
) -> int:
    """Ride the queued patterns backward; return how many stops can be boarded with less to come."""
    pattern, place, fastest = layout.pattern, layout.place, layout.fastest
    turn, queue, boarded = scratch.turn, scratch.queue, scratch.touched
    after, aboard = scratch.after, scratch.aboard
    count = 0
    for index in range(queued):
        number = queue[index]
        first, last = pattern[number, FIRST], turn[number, UNTIL]
        turn[number, UNTIL] = -1
        least = NEVER
        for at in range(first + last, first - 1, -1):
            stop, flags = place[at, AT] >> STOP_SHIFT, place[at, AT]
            if len(allowed) > 0 and allowed[stop] == 0:
                continue
            seconds = least - fastest[at, DEPARTS]
            if least < NEVER and seconds < aboard[stop, left] and flags & MAY_BOARD:
                if aboard[stop, left] == aboard[stop, left - 1]:
                    boarded[count] = stop
                    count += 1
                _lower(aboard, stop, left, rides, seconds)
            if flags & MAY_ALIGHT:
                least = min(least, after[stop, left - 1] + fastest[at, ARRIVES])
    return count


@uncounted
def _alight(layout: Layout, scratch: Scratch, left: int, rides: int, boarded: int) -> int:
    """Change, or walk, to what can be boarded with less to come; return how many stops gain by it."""
    change_s, back_first, back = layout.change_s, layout.back_first, layout.back
    after, aboard = scratch.after, scratch.aboard
    stops, changed = scratch.touched, scratch.fresh
    count = 0
    for index in range(boarded):
        stop = stops[index]
        seconds = aboard[stop, left]
        count = _gain(after, stop, left, rides, seconds + change_s[stop], changed, count)
        for row in range(back_first[stop], back_first[stop + 1]):
            walked = seconds + back[row, 1]
            count = _gain(after, back[row, 0], left, rides, walked, changed, count)
    return count


@uncounted_part
def _gain(
    after: Int32, stop: int, left: int, rides: int, seconds: int, changed: Int32, count: int
) -> int:
    """Lower the bound of a stop, if that is news; return how many have changed."""
    if seconds >= after[stop, left]:
        return count
    if after[stop, left] == after[stop, left - 1]:
        changed[count] = stop
        count += 1
    _lower(after, stop, left, rides, seconds)
    return count
