"""From two places to every way between them that may be worth telling: searches at several times, for each family of modes.

One search at one departure finds the best ways from then on; ways that leave later are found by searching again at departures
that the profile of the window names. Searches without flights, without flights and trains, and without flights and buses, find
what those would hide.
All of it is merged and compared afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

import numpy as np

from ..engine.journeys import Journey, Request, Slack
from ..engine.journeys import Ride as EngineRide
from ..modes import Mode, mask_of
from ..timetable.feed import CompiledFeed
from ..timetable.view import (
    CO2,
    COST,
    DISCOMFORT,
    STEP_FREE,
    WHEELCHAIR,
    Float64,
    Int32,
    Uint8,
    View,
)
from .approaches import Hubs, Point, Reach, Road, RoadCriteria, RoadTo, approaches, ends_of
from .found import Doors, legs_of
from .fronts import minimal
from .ways import Leg, Ride

FRONT: Final = (COST, DISCOMFORT, CO2)
RAIL: Final = mask_of(frozenset({Mode.TRAIN, Mode.SUBURBAN_TRAIN, Mode.METRO, Mode.TRAM}))
_WIDTH: Final = 6
_BEYOND_S: Final = 6 * 3600
_ALL: Final = mask_of(frozenset(Mode))


class Searching(Protocol):
    """The engine of a view."""

    def profile(self, request: Request, window_s: int) -> list[Journey]:
        """Return the best journeys of a window of departures."""

    def profile_arriving(self, request: Request, window_s: int) -> list[Journey]:
        """Return the best journeys of a window of arrivals."""

    def pareto(
        self, request: Request, criteria: tuple[int, ...], slack: Slack | None
    ) -> list[Journey]:
        """Return the front at a departure."""

    def pareto_arriving(
        self, request: Request, criteria: tuple[int, ...], slack: Slack | None
    ) -> list[Journey]:
        """Return the front at an arrival."""


class SearchedSlice(Protocol):
    """The part of the timetable that is searched."""

    @property
    def view(self) -> View:
        """The days."""

    @property
    def engine(self) -> Searching:
        """The engine that searches the days."""

    @property
    def stop_check_in_s(self) -> Int32:
        """Seconds from the street to the first ride."""

    @property
    def stop_exit_s(self) -> Int32:
        """Seconds from the last ride to the street."""

    def nearest(self, latitude: float, longitude: float, radius_m: float) -> tuple[Int32, Float64]:
        """Return stops within a radius, and their distances in metres."""


@dataclass(frozen=True, slots=True)
class Family:
    """Modes that are searched by themselves."""

    modes: int
    searches: int
    """At so many departures, or arrivals, of the window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The question of a search, in POSIX seconds."""

    origin: tuple[float, float]
    destination: tuple[float, float]
    origin_reach: Reach
    destination_reach: Reach
    at: int
    """First departure; last arrival of searches that arrive by a time."""
    window_s: int
    arrives_by: bool = False
    modes: int = _ALL
    max_rides: int = 8
    wheelchair: bool = False
    families: tuple[Family, ...] = ()
    """Each is searched by itself; two that come to the same modes are one."""
    slack: Slack | None = None
    most: int
    """Of so many journeys legs are made; where there are more, those that are best in time and changes come first."""

    def holds(self, departs: int, arrives: int) -> bool:
        """Tell whether a way is inside the window."""
        if self.arrives_by:
            return self.at - self.window_s <= arrives <= self.at
        return self.at <= departs <= self.at + self.window_s


@dataclass(frozen=True, slots=True)
class Found:
    """A way before it has a price."""

    legs: tuple[Leg, ...]
    departs: int
    arrives: int


@dataclass(frozen=True, slots=True)
class Answer:
    """All that was found."""

    found: tuple[Found, ...]
    truncated: bool


class Search:
    """A question asked of one slice."""

    def __init__(
        self,
        part: SearchedSlice,
        feeds: Sequence[CompiledFeed],
        runs_far: Sequence[bool],
        question: Question,
        *,
        criteria: RoadCriteria,
        road: Road,
        is_late: Callable[[], bool],
    ) -> None:
        self._part = part
        self._view = part.view
        self._feeds = feeds
        self._question = question
        self._is_late = is_late
        hubs = Hubs.of(part.view, runs_far, part.stop_check_in_s, part.stop_exit_s)
        self._access = approaches(
            part.nearest,
            hubs,
            question.origin,
            question.origin_reach,
            self._road_from(question.origin, road),
            arriving=False,
        )
        self._egress = approaches(
            part.nearest,
            hubs,
            question.destination,
            question.destination_reach,
            self._road_from(question.destination, road),
            arriving=True,
        )
        self._criteria = criteria
        self._doors = Doors(self._access, self._egress, part)
        self._rides: dict[EngineRide, Ride] = {}

    def answer(self) -> Answer:
        """Search the days; some ways leave, or arrive, beyond the window: those inside are to be compared with them."""
        if not (self._access and self._egress):
            return Answer((), truncated=False)
        request = Request(
            ends_of(self._access, self._criteria),
            ends_of(self._egress, self._criteria),
            self._question.at - self._view.base,
            self._question.max_rides,
            stop_allowed=self._stops_allowed(),
        )
        # The best in time and changes come first: of them there is something to tell however late it gets.
        planned = [
            (asked, *self._times(asked, family.searches))
            for family in self._families()
            for asked in [replace(request, pattern_allowed=self._patterns_allowed(family.modes))]
        ]
        found = [journey for _, _, known in planned for journey in known]
        truncated = False
        for asked, times, known in planned:
            fronts, ran_out = self._fronts(asked, times, found_any=bool(known))
            found += fronts
            truncated |= ran_out
        once = list({_identity(each): each for each in found}.values())
        compared = once[: self._question.most]
        truncated |= len(compared) < len(once)
        return Answer(tuple(self._found(journey) for journey in compared), truncated)

    def _road_from(self, door: Point, road: Road) -> RoadTo:
        latitudes, longitudes = self._view.stop_latitude, self._view.stop_longitude
        return lambda stop: road(door, (float(latitudes[stop]), float(longitudes[stop])))

    def _fronts(
        self, asked: Request, times: Sequence[int], *, found_any: bool
    ) -> tuple[list[Journey], bool]:
        """Return the fronts of a family at some times, and whether time ran out before all of them were searched."""
        fronts: list[Journey] = []
        most = self._question.most
        ran_out = False
        for at in times:
            if (fronts or found_any) and (self._is_late() or len(fronts) > most):
                ran_out = True
                break
            fronts += self._front(replace(asked, at=at))
        return _front_of(fronts[:most]), ran_out or len(fronts) > most

    def _front(self, request: Request) -> list[Journey]:
        engine, slack = self._part.engine, self._question.slack
        if self._question.arrives_by:
            return engine.pareto_arriving(request, FRONT, slack)
        return engine.pareto(request, FRONT, slack)

    def _times(self, request: Request, most: int) -> tuple[list[int], list[Journey]]:
        """Return when to search, and what is known already from finding that out."""
        question = self._question
        if not question.window_s or most == 1:
            return [request.at], []
        # Whoever leaves at the end of the window could as well wait for what leaves a little later.
        window_s = question.window_s + min(question.window_s // 4, _BEYOND_S)
        if question.arrives_by:
            known = self._part.engine.profile_arriving(request, window_s)
            first = request.at - question.window_s
            earlier = sorted({j.arrives for j in known if j.arrives >= first} - {request.at})
            return [request.at, *_spread(earlier, most - 1)], known
        known = self._part.engine.profile(request, window_s)
        last = request.at + question.window_s
        later = sorted({j.departs for j in known if j.departs <= last} - {request.at})
        return [request.at, *_spread(later, most - 1)], known

    def _families(self) -> list[Family]:
        """Return the families of which anything runs."""
        there = {int(mode) for mode in np.unique(self._view.pattern_mode)}
        runs = sum(1 << mode for mode in there) & self._question.modes
        found: dict[int, Family] = {}
        for family in self._question.families:
            found.setdefault(runs & family.modes, Family(runs & family.modes, family.searches))
        return [family for modes, family in found.items() if modes]

    def _patterns_allowed(self, mask: int) -> Uint8 | None:
        view = self._view
        allowed = (mask >> view.pattern_mode.astype(np.int64)) & 1
        if self._question.wheelchair:
            allowed &= (view.pattern_flags & WHEELCHAIR) != 0
        return None if allowed.all() else allowed.astype(np.uint8)

    def _stops_allowed(self) -> Uint8 | None:
        if not self._question.wheelchair:
            return None
        allowed: Uint8 = ((self._view.stop_flags & STEP_FREE) != 0).astype(np.uint8)
        return allowed

    def _found(self, journey: Journey) -> Found:
        base = self._view.base
        legs = legs_of(journey, self._view, self._feeds, self._doors, self._rides)
        return Found(legs, journey.departs + base, journey.arrives + base)


def _front_of(journeys: list[Journey]) -> list[Journey]:
    """Leave out what a journey of another search dominates, by the criteria that the engine counts."""
    rows = np.array(
        [(-j.departs, j.arrives, j.rides, *j.criteria) for j in journeys], dtype=np.int64
    )
    return [journeys[i] for i in minimal(rows.reshape(len(journeys), _WIDTH))]


def _identity(journey: Journey) -> tuple[object, ...]:
    return journey.access, journey.egress, journey.departs, journey.legs


def _spread(times: list[int], most: int) -> list[int]:
    """Return at most so many of the times, evenly."""
    if len(times) <= most:
        return times
    return [times[i * (len(times) - 1) // max(1, most - 1)] for i in range(most)]
