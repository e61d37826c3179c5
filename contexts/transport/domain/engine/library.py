"""The engine as a library: see the package."""

from __future__ import annotations

from typing import Final

import numpy as np

from ..timetable.view import NEVER, Int32, View
from .earliest import earliest, reach
from .journeys import Ends, Journey, Request
from .layout import Layout, layout_of
from .rebuild import Asked, journeys_of, room_for
from .scratch import scratch_for

FAR: Final = 2**30
"""Times further from the view's base than this are refused: sums of them would wrap."""

ALL: Final = np.empty(0, dtype=np.uint8)
NOWHERE: Final = Ends.of()


class Engine:
    """Searches one view. Cheap to make; may be shared by threads, each of which has its own memory."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.layout: Layout = layout_of(view)

    def earliest(self, request: Request) -> list[Journey]:
        """Return the front over arrival and rides for a departure at `request.at`, fewest rides first."""
        asked, rides = self._asked(request), request.max_rides
        out = np.empty(rides * room_for(rides), dtype=np.int32)
        scratch = scratch_for(self.view.stops, self.view.patterns, rides * self.view.stops)
        return journeys_of(out, earliest(self.layout, scratch, asked, request.at, rides, out))

    def reach(self, access: Ends, at: int, max_rides: int) -> Int32:
        """Return the earliest arrival by a ride at every stop, NEVER where none arrives."""
        asked = self._asked(Request(access, NOWHERE, at, max_rides))
        scratch = scratch_for(self.view.stops, self.view.patterns, max_rides * self.view.stops)
        arrival = np.full(self.view.stops, NEVER, dtype=np.int32)
        reach(self.layout, scratch, asked, at, max_rides, arrival)
        return arrival

    def _asked(self, request: Request) -> Asked:
        access, egress = request.access, request.egress
        return Asked(
            access.stops,
            access.seconds,
            egress.stops,
            egress.seconds,
            ALL if request.pattern_allowed is None else request.pattern_allowed,
            ALL if request.stop_allowed is None else request.stop_allowed,
        )
