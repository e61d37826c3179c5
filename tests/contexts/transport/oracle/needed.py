"""The least number of rides from anywhere to the destination if every trip ran at any time.

It is a bound: the sweep leaves out what could only end in an answer that is known to be at least as good.
"""

from __future__ import annotations

import numpy as np

from contexts.transport.domain.timetable.view import MAY_ALIGHT, MAY_BOARD, Int32, Uint8, View

NO_WAY = 2**20


def rides_needed(
    view: View, flags: Uint8, pattern: Int32, egress_stops: Int32, max_rides: int
) -> tuple[Int32, Int32]:
    """Return what is still needed in a vehicle of each pattern, and on the platform of each stop."""
    origin = np.repeat(np.arange(view.stops), np.diff(view.link_first))
    board, alight = flags & MAY_BOARD > 0, flags & MAY_ALIGHT > 0
    from_stop = np.full(view.stops, NO_WAY, dtype=np.int32)
    in_pattern = np.full(view.patterns, NO_WAY, dtype=np.int32)
    on_arrival = np.full(view.stops, NO_WAY, dtype=np.int32)
    on_arrival[egress_stops] = 0
    for _ in range(max_rides):
        np.minimum.at(in_pattern, pattern[alight], on_arrival[view.position_stop[alight]])
        np.minimum.at(from_stop, view.position_stop[board], in_pattern[pattern[board]] + 1)
        np.minimum(on_arrival, from_stop, out=on_arrival)
        np.minimum.at(on_arrival, origin, from_stop[view.link_to])
    return in_pattern, from_stop
