"""A way from door to door as the search found it: rides of trips, and moves on foot or by road before, between and after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from ...contracts import Family
from ..costing import Price
from ..modes import Mode

FAMILY_OF: Final = {
    Mode.FLIGHT: Family.AIR,
    Mode.TRAIN: Family.RAIL,
    Mode.SUBURBAN_TRAIN: Family.RAIL,
    Mode.METRO: Family.RAIL,
    Mode.TRAM: Family.RAIL,
    Mode.CABLE: Family.ROAD,
    Mode.BUS: Family.ROAD,
    Mode.COACH: Family.ROAD,
    Mode.TAXI: Family.ROAD,
    Mode.CAR: Family.ROAD,
    Mode.FERRY: Family.WATER,
    Mode.WALK: Family.STREET,
    Mode.BICYCLE: Family.STREET,
}


@dataclass(frozen=True, slots=True)
class Ride:
    """A trip on a service date, from one of its stops to another."""

    feed: int
    """Index into the feeds of the search."""
    pattern: int
    """In the feed, like trip and stops."""
    trip: int
    day: int
    """Service date, days since 1970-01-01."""
    board: int
    """Position, counted from the pattern's first stop."""
    alight: int
    mode: Mode
    departs: int
    """POSIX seconds."""
    arrives: int
    metres: int
    origin: int
    """Stop."""
    destination: int
    line: int
    """Route of the feed."""


@dataclass(frozen=True, slots=True)
class Move:
    """A walk or a drive to the first stop, between two stops, or from the last one; neighbours say from where to where."""

    mode: Mode
    departs: int
    arrives: int
    metres: int


Leg = Ride | Move


@dataclass(frozen=True)
class Way:
    """A whole way, priced exactly."""

    legs: tuple[Leg, ...]
    departs: int
    arrives: int
    cost_minor: int | None
    """In the currency that was asked for; None where a part has no known price."""
    co2_g: int
    discomfort_s: int
    """Felt seconds of all legs."""
    price: Price | None = field(default=None, repr=False, compare=False)
    """Leg by leg, where it is told."""

    @property
    def duration_s(self) -> int:
        """Door to door."""
        return self.arrives - self.departs

    @cached_property
    def rides(self) -> tuple[Ride, ...]:
        """Legs by timetable."""
        return tuple(leg for leg in self.legs if isinstance(leg, Ride))

    @cached_property
    def transfers(self) -> int:
        """Changes between rides."""
        return max(0, len(self.rides) - 1)

    @property
    def metres(self) -> int:
        """All legs together."""
        return sum(leg.metres for leg in self.legs)

    @property
    def walk_m(self) -> int:
        """Metres on foot."""
        return sum(leg.metres for leg in _walks(self.legs))

    @cached_property
    def walk_s(self) -> int:
        """Seconds on foot."""
        return sum(leg.arrives - leg.departs for leg in _walks(self.legs))

    @cached_property
    def wait_s(self) -> int:
        """Seconds in which nothing moves."""
        return self.duration_s - sum(leg.arrives - leg.departs for leg in self.legs)

    @property
    def is_direct(self) -> bool:
        return len(self.rides) == 1

    @cached_property
    def family(self) -> Family:
        """The mode that covers most of the way; of equals, the first by name."""
        metres: defaultdict[Family, int] = defaultdict(int)
        for leg in self.rides or self.legs:
            metres[FAMILY_OF[leg.mode]] += leg.metres
        return (
            min(metres, key=lambda family: (-metres[family], family)) if metres else Family.STREET
        )

    @cached_property
    def signature(self) -> Hashable:
        """The same for ways that differ by their time alone."""
        return tuple(_signature(leg) for leg in self.legs)


def _walks(legs: tuple[Leg, ...]) -> list[Move]:
    return [leg for leg in legs if isinstance(leg, Move) and leg.mode == Mode.WALK]


def _signature(leg: Leg) -> Hashable:
    if isinstance(leg, Move):
        return (leg.mode,)
    return (leg.mode, leg.feed, leg.line, leg.origin, leg.destination)
