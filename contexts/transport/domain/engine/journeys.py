"""Requests to the engine and its answers."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ..timetable.view import CRITERIA, Int32, Uint8

MAX_RIDES = 8


@dataclass(frozen=True, slots=True)
class Ends:
    """The stops near an end of the journey, and what it takes to walk, ride or drive between them and that end.

    Stops may repeat: a walk and a taxi to the same stop are two rows.
    """

    stops: Int32  # [n]
    seconds: Int32  # [n]
    criteria: Int32  # [n, CRITERIA]

    @classmethod
    def of(cls, *ends: tuple[int, int]) -> Ends:
        """Make them of (stop, seconds) pairs that cost nothing else."""
        stops = np.array([stop for stop, _ in ends], dtype=np.int32)
        seconds = np.array([second for _, second in ends], dtype=np.int32)
        return cls(stops, seconds, np.zeros((len(ends), CRITERIA), dtype=np.int32))


@dataclass(frozen=True, slots=True)
class Request:
    """A search between two ends."""

    access: Ends
    egress: Ends
    at: int
    """Departure from the origin, seconds of the view; at the destination for searches that arrive by a time."""
    max_rides: int = MAX_RIDES
    pattern_allowed: Uint8 | None = None
    """[R] 0 where it may not be ridden: modes, wheelchairs, lines. None allows all."""
    stop_allowed: Uint8 | None = None
    """[S] 0 where nobody may board or alight. None allows all."""


@dataclass(frozen=True, slots=True)
class Slack:
    """How much worse than the best a journey may be and still be kept (the restricted Pareto set).

    A journey stays when some journey of the front over arrival and rides arrives at most `arrival_s` earlier and has at most
    `rides` rides less. Source: Delling, Dibbelt, Pajor, "Fast and exact public transit routing with restricted Pareto
    sets", ALENEX 2019.
    """

    arrival_s: int
    rides: int


@dataclass(frozen=True, slots=True)
class Ride:
    """A trip ridden from one position of its pattern to another."""

    pattern: int
    trip: int
    """Counted from the pattern's first trip."""
    board: int
    alight: int
    """Positions, counted from the pattern's first."""
    departs: int
    arrives: int


@dataclass(frozen=True, slots=True)
class Link:
    """A way on foot, or by road, from the stop of one ride to the stop of the next."""

    link: int
    from_stop: int
    to_stop: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Journey:
    """A way from end to end. Rides in between are joined by a link, or by nothing where the stop is the same."""

    access: int
    """Row of the request's access."""
    egress: int
    """Row of the request's egress."""
    departs: int
    """Leaves the origin: as late as the first ride lets it."""
    arrives: int
    rides: int
    criteria: tuple[int, int, int]
    """In units of the view; zeros where the search did not ask for them."""
    legs: tuple[Ride | Link, ...] = field(repr=False)
