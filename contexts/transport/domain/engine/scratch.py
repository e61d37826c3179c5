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

READY: Final = 0
ORIGIN: Final = 1
LINK: Final = 2
NEWEST: Final = 3
EGRESS: Final = 4
EGRESS_ROW: Final = 5
MARKS: Final = 8
"""Columns of `Scratch.mark`: earliest time to board, the record (or -1 - access row) and the link (or -1) that it comes from;
newest record of a ride; seconds to the destination and the row of the request that says so. Two are spare."""

FROM: Final = 0
UNTIL: Final = 1
UNQUEUED: Final = 2**30
"""Columns of `Scratch.turn`: first and last position where a pattern can be boarded in this round; FROM is UNQUEUED and UNTIL
is -1 where it can't."""

RECORD: Final = 8
"""Columns of `Scratch.record`: stop, pattern, trip, board, alight, origin, link as in `mark`, one spare."""


class Scratch(NamedTuple):
    """Labels are split, by ride (still to change) and ready (may board), and NEVER where there is none."""

    label: Int32  # [S, 2]
    mark: Int32  # [S, MARKS]
    turn: Int32  # [R, 2]
    queue: Int32  # [R] list of patterns to scan
    fresh: Int32  # [records + S] list of stops made ready, round after round
    record: Int32  # [records, RECORD] rides, round after round


def scratch_for(stops: int, patterns: int, records: int) -> Scratch:
    """Return this thread's memory, grown to the size needed."""
    known: Scratch | None = getattr(_threads, "scratch", None)
    if known is not None and _fits(known, stops, patterns, records):
        return known
    if known is not None:
        stops, patterns = max(stops, len(known.label)), max(patterns, len(known.queue))
        records = max(records, len(known.record))
    _threads.scratch = scratch = _new(stops, patterns, records)
    return scratch


_threads = threading.local()


def _fits(scratch: Scratch, stops: int, patterns: int, records: int) -> bool:
    return (
        stops <= len(scratch.label)
        and patterns <= len(scratch.queue)
        and records <= len(scratch.record)
    )


def _new(stops: int, patterns: int, records: int) -> Scratch:
    mark = np.full((stops, MARKS), -1, dtype=np.int32)
    mark[:, [READY, EGRESS]] = NEVER
    turn = np.empty((patterns, 2), dtype=np.int32)
    turn[:] = UNQUEUED, -1
    return Scratch(
        label=np.full((stops, 2), NEVER, dtype=np.int32),
        mark=mark,
        turn=turn,
        queue=np.empty(patterns, dtype=np.int32),
        fresh=np.empty(records + stops, dtype=np.int32),
        record=np.empty((records, RECORD), dtype=np.int32),
    )
