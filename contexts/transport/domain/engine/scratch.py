"""The memory that searches write to: one for each thread, clean between searches.

A search undoes what it wrote, so that a short one costs nothing in proportion to the size of the network, and the same
memory serves every view of the process.
"""

from __future__ import annotations

import threading
from typing import Final, NamedTuple

import numpy as np

from ..timetable.view import NEVER, Int32, Int64

UNQUEUED: Final = 2**30
"""`pattern_from` of a pattern that no fresh stop can board."""

RECORD: Final = 8
"""Columns of `Scratch.record`: stop, pattern, trip, board, alight, origin, link, spare.

`origin` is the record of the ride before, or -1 - row of the access; `link` the way between them, or -1.
"""


class Scratch(NamedTuple):
    """Labels are split: by ride (still to change) and ready (may board). Letters as in the view."""

    ride: Int32  # [S] earliest arrival by ride in any number of rides so far, else NEVER
    ready: Int32  # [S] earliest time to board after any number of rides so far, else NEVER
    fresh: Int32  # [S] `ready` where the round before improved it, else NEVER
    origin: Int32  # [S, 2] what made it ready: record (or -1 - access row) and link (or -1)
    label: Int32  # [S] the newest record of its ride, else -1
    egress: Int32  # [S] seconds to the destination, else NEVER
    egress_row: Int32  # [S] and the row of the request that says so
    fresh_stops: Int32  # [S] list: where `fresh` is set
    touched: Int32  # [S] list: where `ready` is set
    touched_count: Int64  # [1]
    pattern_from: Int32  # [R] first position to scan, else UNQUEUED
    pattern_until: Int32  # [R] last position where somebody may board
    queue: Int32  # [R] list of patterns to scan
    record: Int32  # [records, RECORD] rides, round after round


def scratch_for(stops: int, patterns: int, records: int) -> Scratch:
    """Return this thread's memory, grown to the size needed."""
    known: Scratch | None = getattr(_threads, "scratch", None)
    if known is not None and _fits(known, stops, patterns, records):
        return known
    if known is not None:
        stops, patterns = max(stops, len(known.ride)), max(patterns, len(known.queue))
        records = max(records, len(known.record))
    _threads.scratch = scratch = _new(stops, patterns, records)
    return scratch


_threads = threading.local()


def _fits(scratch: Scratch, stops: int, patterns: int, records: int) -> bool:
    return (
        stops <= len(scratch.ride)
        and patterns <= len(scratch.queue)
        and records <= len(scratch.record)
    )


def _new(stops: int, patterns: int, records: int) -> Scratch:
    def never() -> Int32:
        return np.full(stops, NEVER, dtype=np.int32)

    def empty(*shape: int) -> Int32:
        return np.empty(shape, dtype=np.int32)

    return Scratch(
        ride=never(),
        ready=never(),
        fresh=never(),
        origin=empty(stops, 2),
        label=np.full(stops, -1, dtype=np.int32),
        egress=never(),
        egress_row=empty(stops),
        fresh_stops=empty(stops),
        touched=empty(stops),
        touched_count=np.zeros(1, dtype=np.int64),
        pattern_from=np.full(patterns, UNQUEUED, dtype=np.int32),
        pattern_until=np.full(patterns, -1, dtype=np.int32),
        queue=empty(patterns),
        record=empty(records, RECORD),
    )
