"""The engine as a library: see the package."""

from __future__ import annotations

import threading
from dataclasses import dataclass, fields, replace
from typing import Any, Final

import numpy as np

from ..timetable.view import COST, NEVER, Int32, Uint8, View
from .backward import Mirror, reversed_view, turned, turned_back
from .earliest import earliest, reach
from .journeys import Ends, Journey, Request, Slack
from .layout import Layout, layout_of
from .pareto import pareto
from .pareto import retries as pareto_retries
from .profile import DEPARTURE, LEAVES, NO_ROOM, list_departures, profile
from .rebuild import Asked, journeys_of, room_for
from .rounds import OUT_OF_RANGE, UNREACHED
from .scratch import scratch_for

HOUR: Final = 3600

FAR: Final = 2**29
"""Times further from the view's base than this, 17 years, are refused: sums of them would wrap."""

JOURNEYS: Final = 256
DEPARTURES: Final = 1024
"""Room that is given at first."""

ALL: Final = np.empty(0, dtype=np.uint8)
UNBOUNDED: Final = np.empty(0, dtype=np.int64)
NOWHERE: Final = Ends.of()


class Engine:
    """Searches one view. May be shared by threads, each of which writes to its own memory."""

    def __init__(self, view: View) -> None:
        self.view = _writable(view)
        self.layout: Layout = layout_of(self.view)
        self._retries = 0
        self._back: _Back | None = None
        self._making_back = threading.Lock()

    @property
    def retries(self) -> int:
        """How often an answer, either way in time, needed more room than it was given at first."""
        back = self._back
        return self._retries + (back.engine.retries if back is not None else 0)

    def earliest(self, request: Request) -> list[Journey]:
        """Return the front over arrival and rides for a departure at `request.at`, fewest rides first."""
        asked, rides = self._asked(request), int(request.max_rides)
        scratch = scratch_for(self.view.stops, self.view.patterns, rides)
        out = np.empty(rides * room_for(rides), dtype=np.int32)
        return journeys_of(
            out, _known(earliest(self.layout, scratch, asked, int(request.at), rides, out))
        )

    def profile(self, request: Request, window_s: int = 2 * HOUR) -> list[Journey]:
        """Return the front over departure, arrival and rides, departures in [at, at + window_s], by departure."""
        asked, rides = self._asked(request), int(request.max_rides)
        leaving = self._departures(asked, int(request.at), int(request.at + min(window_s, FAR)))
        if len(leaving) == 0:
            return []
        journeys = self._profile(asked, leaving, rides)
        journeys.sort(key=_by_departure)
        return journeys

    def pareto(
        self, request: Request, criteria: tuple[int, ...] = (COST,), slack: Slack | None = None
    ) -> list[Journey]:
        """Return the front over arrival, rides and the criteria named, whole or as `slack` restricts it."""
        return self._pareto(request, criteria, slack, is_mirrored=False)

    def latest(self, request: Request) -> list[Journey]:
        """Return the front over departure and rides for an arrival by `request.at`, fewest rides first."""
        back = self._backward()
        found = back.engine.earliest(turned(back.mirror, request))
        return [turned_back(back.mirror, journey) for journey in found]

    def profile_arriving(self, request: Request, window_s: int = 2 * HOUR) -> list[Journey]:
        """Return the front over departure, arrival and rides, arrivals in [at - window_s, at], by departure."""
        back = self._backward()
        found = back.engine.profile(turned(back.mirror, request), window_s)
        journeys = [turned_back(back.mirror, journey) for journey in found]
        journeys.sort(key=_by_departure)
        return journeys

    def pareto_arriving(
        self, request: Request, criteria: tuple[int, ...] = (COST,), slack: Slack | None = None
    ) -> list[Journey]:
        """Return the front over departure, rides and the criteria named for an arrival by `request.at`."""
        back = self._backward()
        asked = turned(back.mirror, request)
        found = back.engine._pareto(asked, criteria, slack, is_mirrored=True)  # noqa: SLF001 - also an Engine
        return [turned_back(back.mirror, journey) for journey in found]

    def reach(self, access: Ends, at: int, max_rides: int) -> Int32:
        """Return the earliest arrival by a ride at every stop, NEVER where none arrives."""
        asked = self._asked(Request(access, NOWHERE, at, max_rides))
        scratch = scratch_for(self.view.stops, self.view.patterns, max_rides)
        arrival = np.full(self.view.stops, NEVER, dtype=np.int32)
        _known(reach(self.layout, scratch, asked, int(at), int(max_rides), arrival))
        return arrival

    def _pareto(
        self,
        request: Request,
        criteria: tuple[int, ...],
        slack: Slack | None,
        *,
        is_mirrored: bool,
    ) -> list[Journey]:
        before = pareto_retries()
        plain = self._plain(request)
        found = pareto(self.view, plain, criteria, slack, is_mirrored=is_mirrored)
        self._retries += pareto_retries() - before
        return found

    def _profile(self, asked: Asked, leaving: Int32, rides: int) -> list[Journey]:
        """Search departures, with as much room as it takes."""
        scratch = scratch_for(self.view.stops, self.view.patterns, rides, rides + 1)
        room = JOURNEYS * room_for(rides)
        while True:
            out = np.empty(room, dtype=np.int32)
            targets = np.full(rides + 1, UNREACHED, dtype=np.int64)
            written = profile(self.layout, scratch, asked, leaving, rides, targets, out)
            if written != NO_ROOM:
                return journeys_of(out, written)
            room *= 2
            self._retries += 1

    def _departures(self, asked: Asked, at: int, until: int) -> Int32:
        """Return the departures of a window, from the last to the first."""
        room = DEPARTURES
        while True:
            leaving = np.empty((room, DEPARTURE), dtype=np.int32)
            count = list_departures(self.layout, asked, at, until, leaving)
            if count != NO_ROOM:
                return leaving[np.argsort(-leaving[: _known(count), LEAVES], kind="stable")]
            room *= 4
            self._retries += 1

    def _backward(self) -> _Back:
        """Return the view backward and its engine, made when first wanted."""
        with self._making_back:
            if self._back is None:
                mirror = reversed_view(self.view)
                self._back = _Back(mirror, Engine(mirror.view))
            return self._back

    def _asked(self, request: Request) -> Asked:
        """Return the request as kernels take it; refuse what would make them err."""
        if request.max_rides < 1 or not -FAR < request.at < FAR:
            message = f"At least one ride, within {FAR} seconds of the view: {request}"
            raise ValueError(message)
        access, egress = request.access, request.egress
        return Asked(
            _numbers(access.stops),
            _numbers(access.seconds),
            _numbers(egress.stops),
            _numbers(egress.seconds),
            _flags(request.pattern_allowed, self.view.patterns),
            _flags(request.stop_allowed, self.view.stops),
            UNBOUNDED,
        )

    def _plain(self, request: Request) -> Request:
        """Return the request with arrays of the kinds that kernels are compiled for."""
        asked = self._asked(request)
        return Request(
            _ends(asked.access_stops, asked.access_s, request.access),
            _ends(asked.egress_stops, asked.egress_s, request.egress),
            int(request.at),
            int(request.max_rides),
            None if request.pattern_allowed is None else asked.pattern_allowed,
            None if request.stop_allowed is None else asked.stop_allowed,
        )


@dataclass(frozen=True, slots=True)
class _Back:
    mirror: Mirror
    engine: Engine


def _writable(view: View) -> View:
    """Return a view whose arrays are all of the kind that kernels are compiled for: copies of what is read only."""
    locked: dict[str, Any] = {
        field.name: value.copy()
        for field in fields(view)
        if isinstance(value := getattr(view, field.name), np.ndarray)
        and not (value.flags.writeable and value.flags.c_contiguous)
    }
    return replace(view, **locked) if locked else view


def _ends(stops: Int32, seconds: Int32, ends: Ends) -> Ends:
    return Ends(stops, seconds, _numbers(ends.criteria))


def _numbers(values: Int32) -> Int32:
    return np.require(values, np.int32, ["C", "W"])


def _flags(values: Uint8 | None, count: int) -> Uint8:
    if values is None:
        return ALL
    if len(values) != count:
        message = f"{len(values)} flags for {count} stops or patterns"
        raise ValueError(message)
    return np.require(values, np.uint8, ["C", "W"])


def _known(answer: int) -> int:
    if answer == OUT_OF_RANGE:
        message = "An end of the journey is at a stop that the view doesn't have"
        raise ValueError(message)
    return answer


def _by_departure(journey: Journey) -> tuple[int, int]:
    return journey.departs, journey.rides
