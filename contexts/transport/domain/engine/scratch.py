"""The memory that searches write to: one for each thread, clean between searches.

A search undoes what it wrote, so that a short one costs nothing in proportion to the size of the network, and the same
memory serves every view of the process.
"""

from __future__ import annotations

import threading
from typing import Final, NamedTuple

import numpy as np

from ..timetable.view import NEVER, Int32

RIDE: Final = 0
FRESH: Final = 1
"""Columns of `Scratch.label`: earliest arrival by a ride; earliest time to board, where the round before improved it."""

ORIGIN: Final = 0
LINK: Final = 1
NEWEST: Final = 2
EGRESS: Final = 3
"""Columns of `Scratch.mark`: the record (or -1 - access row) and the link (or -1) that made the stop fresh; the newest record
of a ride to it, else -1; seconds from it to the destination, else NEVER."""

FROM: Final = 0
UNTIL: Final = 1
UNQUEUED: Final = 2**30
"""Columns of `Scratch.turn`: first and last position where a pattern can be boarded in this round; FROM is UNQUEUED and UNTIL
is -1 where it can't."""

STOP: Final = 0
PATTERN: Final = 1
TRIP: Final = 2
BOARD: Final = 3
ALIGHT: Final = 4
BEFORE: Final = 5
BY: Final = 6
RECORD: Final = 8
"""Columns of `Scratch.record`: stop reached, ride, and ORIGIN and LINK of the stop boarded. One is spare."""


class Scratch(NamedTuple):
    """Labels are split, by ride (still to change) and ready (may board), and NEVER where there is none.

    The search for one departure uses level 0 alone, the profile a level for each number of rides.
    """

    label: Int32  # [levels, S, 2]
    ready: Int32  # [levels, S] earliest time to board
    mark: Int32  # [S, 4]
    turn: Int32  # [R, 2]
    queue: Int32  # [R] list of patterns to scan
    fresh: Int32  # [records + S] list of stops made ready, round after round
    touched: Int32  # [2 * S] list of stops with labels
    record: Int32  # [records, RECORD] rides, round after round
    after: Int32  # [S, levels] bounds, not cleaned
    aboard: Int32  # [S, levels] bounds, not cleaned


def scratch_for(stops: int, patterns: int, rides: int, levels: int = 1) -> Scratch:
    """Return this thread's memory, grown to the size needed."""
    stops = max(stops, 1)
    known: Scratch | None = getattr(_threads, "scratch", None)
    if known is not None:
        if _fits(known, stops, patterns, rides * stops, levels):
            return known
        stops, patterns = max(stops, len(known.mark)), max(patterns, len(known.queue))
        rides, levels = (
            max(rides, len(known.record) // len(known.mark)),
            max(levels, len(known.label)),
        )
    _threads.scratch = scratch = _new(stops, patterns, rides, levels)
    return scratch


_threads = threading.local()


def _fits(scratch: Scratch, stops: int, patterns: int, records: int, levels: int) -> bool:
    return (
        stops <= len(scratch.mark)
        and patterns <= len(scratch.queue)
        and records <= len(scratch.record)
        and levels <= len(scratch.label)
    )


def _new(stops: int, patterns: int, rides: int, levels: int) -> Scratch:
    mark = np.full((stops, 4), -1, dtype=np.int32)
    mark[:, EGRESS] = NEVER
    turn = np.empty((patterns, 2), dtype=np.int32)
    turn[:] = UNQUEUED, -1
    return Scratch(
        label=np.full((levels, stops, 2), NEVER, dtype=np.int32),
        ready=np.full((levels, stops), NEVER, dtype=np.int32),
        mark=mark,
        turn=turn,
        queue=np.empty(patterns, dtype=np.int32),
        fresh=np.empty((rides + 1) * stops, dtype=np.int32),
        touched=np.empty(2 * stops, dtype=np.int32),
        record=np.empty((rides * stops, RECORD), dtype=np.int32),
        after=np.empty((stops, levels), dtype=np.int32),
        aboard=np.empty((stops, levels), dtype=np.int32),
    )
