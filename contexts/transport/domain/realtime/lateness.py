"""How delays spread along a trip.

As the specification has it, a delay holds from the stop that it is told for until the next stop that says something else;
nothing is said of the stops before the first. Source: GTFS Realtime, "Trip updates".
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..timetable.view import Int64, Uint8
from .index import Schedule
from .messages import Moment, StopState, StopTime


class Lateness:
    """Times of one trip, as they become."""

    def __init__(self, schedule: Schedule, midnight: int) -> None:
        self._schedule = schedule
        self._midnight = midnight
        self.arrivals: Int64 = schedule.arrivals.astype(np.int64)
        self.departures: Int64 = schedule.departures.astype(np.int64)
        self.skipped: Uint8 = np.zeros(len(schedule.stops), dtype=np.uint8)

    def spread(self, calls: Mapping[int, StopTime], delay_s: int | None) -> None:
        """Set the times of every position: a delay holds until the next that is told."""
        late = delay_s or 0
        for place in range(len(self.arrivals)):
            call = calls.get(place)
            arrives, departs = late, late
            if call is not None:
                arrives, departs = self._reported(call, place, late)
                late = departs
            self.arrivals[place] += arrives
            self.departures[place] += departs
        if calls:
            self._run_ahead(min(calls))
        self._run_forward()

    def _reported(self, call: StopTime, place: int, late: int) -> tuple[int, int]:
        """Return the delays of arrival and departure at a stop of which something is said."""
        if call.state is StopState.SKIPPED:
            self.skipped[place] = 1
            return late, late
        if call.state is StopState.UNKNOWN:
            return 0, 0
        arrives = self._delay(call.arrival, int(self._schedule.arrivals[place]))
        departs = self._delay(call.departure, int(self._schedule.departures[place]))
        if arrives is None:
            arrives = late if departs is None else departs
        return arrives, arrives if departs is None else departs

    def _delay(self, moment: Moment | None, scheduled: int) -> int | None:
        """Return the delay that a moment tells; the instant counts before the difference."""
        if moment is None:
            return None
        if moment.time is not None:
            return moment.time - self._midnight - scheduled
        return moment.delay_s

    def _run_ahead(self, known_to: int) -> None:
        """A vehicle that is early was so before the first stop that is told of."""
        np.minimum(self.arrivals[:known_to], self.arrivals[known_to], out=self.arrivals[:known_to])
        np.minimum(
            self.departures[:known_to], self.arrivals[known_to], out=self.departures[:known_to]
        )

    def _run_forward(self) -> None:
        """Let no vehicle travel back in time, whatever the updates say."""
        both = np.empty(2 * len(self.arrivals), dtype=np.int64)
        both[0::2], both[1::2] = self.arrivals, self.departures
        np.maximum.accumulate(both, out=both)
        self.arrivals, self.departures = both[0::2].copy(), both[1::2].copy()
