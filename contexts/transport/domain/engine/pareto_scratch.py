"""Scratch memory of one thread's Pareto searches: made once, grown when a view is larger or a search asks for more."""

from __future__ import annotations

import threading
from typing import Final

import numpy as np

from ..timetable.view import Int32, Int64
from .bags import COUNTS, STOP_COLUMNS
from .bounded import Bounded
from .pareto_bounds import COLUMNS, LEAST_COLUMNS, Bounds
from .pareto_state import (
    LISTS,
    NO_FRESH,
    NO_LABELS,
    NO_ONBOARD,
    NO_ROWS,
    NO_TARGET,
    State,
)
from .restricted import Reach

AT_FIRST: Final = {
    NO_ROWS: 1 << 19,
    NO_LABELS: 1 << 18,
    NO_FRESH: 1 << 18,
    NO_ONBOARD: 1 << 8,
    NO_TARGET: 1 << 8,
}
"""Rows of the arrays that grow, by the status with which a search asks for more."""

_THREAD = threading.local()


class Scratch:
    """The arrays of one thread."""

    def __init__(self) -> None:
        self.retries = 0
        """How often a search ran out of room and was run again with more."""
        self.bounded: Bounded | None = None
        """For which searches the bounds in these arrays hold; None where they are of nothing."""
        self.egress_next = _ints(0)
        """What belongs to those bounds and is as long as the egress."""
        self._rows = dict(AT_FIRST)
        self._stops = self._patterns = self._rounds = 0
        self._make_rows()

    def _make_rows(self) -> None:
        self._labels = _ints(self._rows[NO_LABELS], 4)
        self._bags = _longs(self._rows[NO_ROWS], 3)
        self._target = _longs(self._rows[NO_TARGET], 3)
        self._fresh = _longs(self._rows[NO_FRESH], 3)
        self._onboard = _longs(self._rows[NO_ONBOARD], 3)

    def grow(self, status: int) -> None:
        """Double the array that a search found too small."""
        self._rows[status] *= 2
        self._make_rows()
        self.retries += 1

    def for_view(self, stops: int, patterns: int, rides: int) -> tuple[Bounds, State, Reach]:
        """Return the arrays, as long as a view needs them."""
        if stops > self._stops or patterns > self._patterns or rides + 1 > self._rounds:
            self._stops = max(stops, self._stops)
            self._patterns = max(patterns, self._patterns)
            self._rounds = max(rides + 1, self._rounds)
            self._make_stops()
        return (
            self._bounds(stops, patterns, rides + 1),
            self._state(stops, patterns),
            self._reach(stops, patterns, rides + 1),
        )

    def _make_stops(self) -> None:
        self.bounded = None
        stops, patterns = self._stops, self._patterns
        self._counts = _longs(COUNTS)
        self._rows_of_stops = _ints(stops, STOP_COLUMNS)
        self._least = _longs(self._rounds * stops * LEAST_COLUMNS)
        self._after = _ints(2, stops, COLUMNS)
        self._flat = _ints(3 * self._rounds * stops)
        self._lists = _ints((LISTS + 2) * stops)
        self._marked = np.zeros(stops, dtype=np.uint8)
        self._ends = _ints(2, self._rounds)
        self._queues = _ints(3, patterns)
        self._since = np.full(patterns, -1, dtype=np.int32)

    def _bounds(self, stops: int, patterns: int, rounds: int) -> Bounds:
        return Bounds(
            self._rows_of_stops[:stops],
            self._least[: rounds * stops * LEAST_COLUMNS].reshape(rounds, stops, LEAST_COLUMNS),
            self._lists[LISTS * self._stops :][:stops].reshape(1, stops),
            self._after[0, :stops],
            self._after[1, :stops],
            self.egress_next,
            self._queues[0, :patterns],
        )

    def _state(self, stops: int, patterns: int) -> State:
        return State(
            self._counts,
            self._labels,
            self._bags,
            self._target,
            self._fresh,
            self._onboard,
            self._lists[: LISTS * stops].reshape(LISTS, stops),
            self._queues[1, :patterns],
            self._since[:patterns],
        )

    def _reach(self, stops: int, patterns: int, rounds: int) -> Reach:
        ready, ride, latest = self._flat[: 3 * rounds * stops].reshape(3, rounds, stops)
        return Reach(
            ready,
            ride,
            latest,
            self._lists[(LISTS + 1) * self._stops :][:stops],
            self._ends[0, :rounds],
            self._ends[1, :rounds],
            self._marked[:stops],
            self._queues[2, :patterns],
        )


def _ints(*shape: int) -> Int32:
    return np.zeros(shape, dtype=np.int32)


def _longs(*shape: int) -> Int64:
    return np.zeros(shape, dtype=np.int64)


def scratch_of_thread() -> Scratch:
    """Return the scratch of the calling thread."""
    scratch: Scratch | None = getattr(_THREAD, "scratch", None)
    if scratch is None:
        scratch = _THREAD.scratch = Scratch()
    return scratch
