# ruff: noqa: PLR0917 - compiled loops take their arguments by position
"""The state that a Pareto search writes: its labels, and the bags of stops that they lie in."""

from __future__ import annotations

from typing import Final, NamedTuple

from ..kernels import uncounted_part
from ..timetable.view import Int32, Int64
from .bags import (
    BAG,
    CHANGED,
    CHANGED_STOPS,
    COUNT,
    LABELS,
    LEAVES,
    RIDDEN,
    ROOM,
    make_room,
    put,
)

DONE: Final = 0
NO_ROWS: Final = 1
NO_LABELS: Final = 2
NO_FRESH: Final = 3
NO_ONBOARD: Final = 4
NO_TARGET: Final = 5

BY_LINK: Final = -1
BY_ACCESS: Final = -2
BY_EGRESS: Final = -3

# Rows of `State.lists`.
CHANGED_LIST: Final = 0
FRESH_LIST: Final = 1
LISTS: Final = 2


class State(NamedTuple):
    """The state that a search writes besides the rows of stops."""

    counts: Int64  # [COUNTS]
    labels: (
        Int32  # [n, 4] parent, pattern (or BY_...), trip (or row, or link), board << 16 | alight
    )
    rows: Int64  # [n, 3] the bags of all stops
    target: Int64  # [n, 3] the journeys found, as rows of a bag
    fresh: Int64  # [n, 3] labels of the last round, as rows of a bag, stop after stop
    onboard: Int64  # [n, 3] as rows of a bag: trip and first criterion; marks hold the label boarded from and where
    lists: Int32  # [LISTS, S] stops whose bag changed in this round, where fresh labels are
    queue: Int32  # [R] patterns to scan
    since: Int32  # [R] the position to scan a pattern from; -1 where it isn't queued


@uncounted_part
def write_label(
    labels: Int32, counts: Int64, parent: int, kind: int, number: int, where: int
) -> int:
    """Write down how a label came about; return its number, -1 when there is no room."""
    label = int(counts[LABELS])
    if label >= len(labels):
        return -1
    counts[LABELS] = label + 1
    labels[label, 0] = parent
    labels[label, 1] = kind
    labels[label, 2] = number
    labels[label, 3] = where
    return label


@uncounted_part
def store(
    counts: Int64,
    labels: Int32,
    rows: Int64,
    stops: Int32,
    lists: Int32,
    stop: int,
    w0: int,
    w1: int,
    marks: int,
    parent: int,
    kind: int,
    number: int,
    where: int,
) -> int:
    """Put a label that isn't dominated into the bag of its stop."""
    if stops[stop, COUNT] == stops[stop, ROOM] and not make_room(rows, stops, counts, stop):
        return NO_ROWS
    label = write_label(labels, counts, parent, kind, number, where)
    if label < 0:
        return NO_LABELS
    if not stops[stop, CHANGED]:
        stops[stop, CHANGED] = 1
        lists[CHANGED_LIST, counts[CHANGED_STOPS]] = stop
        counts[CHANGED_STOPS] += 1
    first = stops[stop, BAG]
    last = first + stops[stop, COUNT]
    alone = RIDDEN if stops[stop, LEAVES] else 0
    stops[stop, COUNT] = put(rows, first, last, w0, w1, marks | label, alone) - first
    return DONE
