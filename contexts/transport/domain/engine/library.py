"""The engine as a library: see the package."""

from __future__ import annotations

from typing import Final

import numpy as np

from ..timetable.view import NEVER, Int32, View
from .bounds import fastest_of
from .earliest import earliest, reach
from .journeys import Ends, Journey, Request
from .layout import Layout, layout_of
from .profile import DEPARTURE, LEAVES, NO_ROOM, list_departures, profile
from .rebuild import Asked, journeys_of, room_for
from .scratch import scratch_for

FAR: Final = 2**30
"""Times further from the view's base than this are refused: sums of them would wrap."""

HOUR: Final = 3600

JOURNEYS: Final = 256
DEPARTURES: Final = 1024
"""Room that is given at first."""

ALL: Final = np.empty(0, dtype=np.uint8)
UNBOUNDED: Final = np.empty(0, dtype=np.int64)
NOWHERE: Final = Ends.of()


class Engine:
    """Searches one view. Cheap to make; may be shared by threads, each of which has its own memory."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.layout: Layout = layout_of(view)
        self._fastest: Int32 | None = None
        self.retries = 0
        """How often an answer needed more room than it was given at first."""

    def earliest(self, request: Request) -> list[Journey]:
        """Return the front over arrival and rides for a departure at `request.at`, fewest rides first."""
        asked, rides = self._asked(request), request.max_rides
        out = np.empty(rides * room_for(rides), dtype=np.int32)
        scratch = scratch_for(self.view.stops, self.view.patterns, rides)
        return journeys_of(out, earliest(self.layout, scratch, asked, request.at, rides, out))

    def profile(self, request: Request, window_s: int = 2 * HOUR) -> list[Journey]:
        """Return the front over departure, arrival and rides for departures in [at, at + window_s], by departure."""
        asked, rides = self._asked(request), request.max_rides
        leaving = self._departures(asked, request.at, request.at + window_s)
        scratch = scratch_for(self.view.stops, self.view.patterns, rides, rides + 1)
        out = np.empty(JOURNEYS * room_for(rides), dtype=np.int32)
        while True:
            targets = np.full(rides + 1, NEVER, dtype=np.int64)
            written = profile(
                self.layout, self.fastest, scratch, asked, leaving, rides, targets, out
            )
            if written != NO_ROOM:
                break
            out = np.empty(2 * len(out), dtype=np.int32)
            self.retries += 1
        journeys = journeys_of(out, written)
        journeys.sort(key=_by_departure)
        return journeys

    @property
    def fastest(self) -> Int32:
        """The least time along every pattern; found at the first use."""
        if self._fastest is None:
            self._fastest = fastest_of(self.layout)
        return self._fastest

    def _departures(self, asked: Asked, at: int, until: int) -> Int32:
        """Return the departures of a window, from the last to the first."""
        leaving = np.empty((DEPARTURES, DEPARTURE), dtype=np.int32)
        while (count := list_departures(self.layout, asked, at, until, leaving)) == NO_ROOM:
            leaving = np.empty((4 * len(leaving), DEPARTURE), dtype=np.int32)
        return leaving[np.argsort(-leaving[:count, LEAVES], kind="stable")]

    def reach(self, access: Ends, at: int, max_rides: int) -> Int32:
        """Return the earliest arrival by a ride at every stop, NEVER where none arrives."""
        asked = self._asked(Request(access, NOWHERE, at, max_rides))
        scratch = scratch_for(self.view.stops, self.view.patterns, max_rides)
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
            UNBOUNDED,
        )


def _by_departure(journey: Journey) -> tuple[int, int]:
    return journey.departs, journey.rides
