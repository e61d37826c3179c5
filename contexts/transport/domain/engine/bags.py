# ruff: noqa: PLR0917 - compiled loops take their arguments by position
"""Bags of labels: what a search keeps at a stop, on board of a pattern and at the destination.

A label is a row of three words: its time (or trip) and first criterion, its other two criteria, and its marks. Two
31-bit numbers share a word of 64 bits; the bit above each stays free, so that one subtraction compares both. Rows of a
bag lie one after another, ascending by their first word: a label is only dominated by one that comes before it.
"""

from __future__ import annotations

from typing import Final

from ..kernels import uncounted, uncounted_part
from ..timetable.view import Int32, Int64

GUARD: Final = -(2**63) + 2**31
"""The free bits of a word: 31 and 63."""
HALF: Final = 32
LOW: Final = 2**32 - 1

# The third word: label's number, product held (0 for none), then these.
HELD_AT: Final = 32
HELD: Final = 2**16 - 1
RIDDEN: Final = 1 << 48
"""Arrived by a ride: may leave for the destination or walk on. Others came by link or from the origin."""
NO_BOARDING: Final = 1 << 49
"""Boarding is as good from another label of the bag."""
RIDES_AT: Final = 50
RIDES: Final = 2**8 - 1

INDEX_AT: Final = 48
"""On board instead of these: the index at which the label got on."""

FREE: Final = 0
ALIGHTS_ONLY: Final = 1
DOMINATED: Final = 2

FIRST_ROOM: Final = 4


# Columns of the row of a stop, which fills one cache line.
BAG: Final = 0
COUNT: Final = 1
ROOM: Final = 2
FRESH: Final = 3
FRESH_COUNT: Final = 4
CHANGED: Final = 5
CHANGE_S: Final = 6
LEAVES: Final = 7
"""Not 0 where a ride that ends here can go on in ways that other labels cannot: egress or links."""
EGRESS: Final = 8
"""First row of egress + 1; 0 for none."""
FEWEST_AFTER: Final = 9
"""Rides still to take after a ride that ends here, at least."""
FEWEST_BEFORE: Final = 10
"""Rides still to take for who is here, at least."""
ALLOWED: Final = 11
STOP_COLUMNS: Final = 16

# What `counts` counts.
LABELS: Final = 0
TARGET: Final = 1
ROWS: Final = 2
CHANGED_STOPS: Final = 3
FRESH_STOPS: Final = 4
BEATEN_BY: Final = 5
"""Row of the target that made a label hopeless last."""
COUNTS: Final = 7


@uncounted_part
def dominates(a0: int, a1: int, b0: int, b1: int) -> bool:
    """Return whether no number of `a` is greater than its counterpart in `b`."""
    return (((b0 | GUARD) - a0) & ((b1 | GUARD) - a1) & GUARD) == GUARD


@uncounted_part
def held_by(marks: int) -> int:
    """Return the product that a label holds, 0 for none."""
    return (marks >> HELD_AT) & HELD


@uncounted_part
def rides_of(marks: int) -> int:
    """Return how many rides a label has taken."""
    return (marks >> RIDES_AT) & RIDES


@uncounted_part
def judge(rows: Int64, first: int, last: int, w0: int, w1: int, held: int, alone: int) -> int:
    """Return what the rows of a bag leave of a new label.

    `alone` is RIDDEN where a ridden label has uses that another cannot replace (egress, links), else 0.
    """
    found = FREE
    for row in range(first, last):
        a0 = rows[row, 0]
        if a0 > w0:
            break
        if not dominates(a0, rows[row, 1], w0, w1):
            continue
        marks = rows[row, 2]
        if held and held_by(marks) != held:
            continue
        if marks & alone == alone:
            return DOMINATED
        found = ALIGHTS_ONLY
    return found


@uncounted_part
def put(rows: Int64, first: int, last: int, w0: int, w1: int, marks: int, alone: int) -> int:
    """Put a label that no row dominates into its place, drop rows that it dominates, and return the new end.

    There must be room for one more row. `alone`: as in `judge`; ridden rows that a new label without a ride dominates
    only lose their boarding.
    """
    place = first
    while place < last and rows[place, 0] < w0:
        place += 1
    held = held_by(marks)
    c0, c1, c2 = w0, w1, marks
    for row in range(place, last):
        r0, r1, r2 = rows[row, 0], rows[row, 1], rows[row, 2]
        other = held_by(r2)
        if dominates(w0, w1, r0, r1) and (not other or other == held):
            if (r2 & alone) <= (marks & alone):
                continue
            r2 |= NO_BOARDING
        rows[place, 0], rows[place, 1], rows[place, 2] = c0, c1, c2
        c0, c1, c2 = r0, r1, r2
        place += 1
    rows[place, 0], rows[place, 1], rows[place, 2] = c0, c1, c2
    return place + 1


@uncounted
def make_room(rows: Int64, stops: Int32, counts: Int64, stop: int) -> bool:
    """Give the bag of a stop room for one more row; return whether the pool had it."""
    room = stops[stop, ROOM]
    count = stops[stop, COUNT]
    if count < room:
        return True
    start = counts[ROWS]
    more = max(FIRST_ROOM, 2 * room)
    if start + more > len(rows):
        return False
    first = stops[stop, BAG]
    for row in range(count):
        for word in range(3):
            rows[start + row, word] = rows[first + row, word]
    stops[stop, BAG] = start
    stops[stop, ROOM] = more
    counts[ROWS] = start + more
    return True


@uncounted_part
def hopeless(target: Int64, counts: Int64, w0: int, w1: int, rides: int) -> bool:
    """Return whether the destination has a journey that is nowhere worse than what a label can still become."""
    count = counts[TARGET]
    row = counts[BEATEN_BY]
    # What beat one label often beats the next.
    if row < count and beats(target, row, w0, w1, rides):
        return True
    for row in range(count):
        if target[row, 0] > w0:
            return False
        if beats(target, row, w0, w1, rides):
            counts[BEATEN_BY] = row
            return True
    return False


@uncounted_part
def beats(target: Int64, row: int, w0: int, w1: int, rides: int) -> bool:
    """Return whether a journey of the destination is nowhere worse."""
    return dominates(target[row, 0], target[row, 1], w0, w1) and rides_of(target[row, 2]) <= rides


@uncounted_part
def is_beaten(
    target: Int64,
    counts: Int64,
    least: Int64,
    stop: int,
    column0: int,
    column1: int,
    w0: int,
    w1: int,
    rides: int,
    fewest: int,
    most: int,
) -> bool:
    """Return whether a label is hopeless with each number of rides, from fewest to most, that it may still take.

    `least[n, stop]` says in two columns what at most n of them spend: the more there may be, the less, but journeys of
    fewer rides than that are no match for theirs. Mostly the last number of them decides: what still has hope, has it there.
    """
    last0, last1 = least[most, stop, column0], least[most, stop, column1]
    if not hopeless(target, counts, w0 + last0, w1 + last1, rides + most):
        return False
    before0 = before1 = -1
    for more in range(fewest, most):
        more0, more1 = least[more, stop, column0], least[more, stop, column1]
        if more0 == before0 and more1 == before1:
            # No better with one ride more, and that ride is against it.
            continue
        before0, before1 = more0, more1
        if not hopeless(target, counts, w0 + more0, w1 + more1, rides + more):
            return False
    return True


@uncounted_part
def arrive(target: Int64, count: int, w0: int, w1: int, marks: int) -> int:
    """Put a journey that is not hopeless among those of the destination; return the new count."""
    place = 0
    while place < count and target[place, 0] < w0:
        place += 1
    rides = rides_of(marks)
    c0, c1, c2 = w0, w1, marks
    for row in range(place, count):
        r0, r1, r2 = target[row, 0], target[row, 1], target[row, 2]
        if dominates(w0, w1, r0, r1) and rides_of(r2) >= rides:
            continue
        target[place, 0], target[place, 1], target[place, 2] = c0, c1, c2
        c0, c1, c2 = r0, r1, r2
        place += 1
    target[place, 0], target[place, 1], target[place, 2] = c0, c1, c2
    return place + 1
