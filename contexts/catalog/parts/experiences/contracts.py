"""Contracts of the experiences part."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from uuid import UUID

from riz.money import Money

from ..destinations.contracts import DestinationName


class ExperienceKind(enum.StrEnum):
    """The subject of an experience."""

    ADVENTURE = "ADVENTURE"
    CULTURE = "CULTURE"
    NATURE = "NATURE"
    SPIRITUAL = "SPIRITUAL"


class Difficulty(enum.StrEnum):
    """How fit one should be."""

    EASY = "EASY"
    MODERATE = "MODERATE"
    HARD = "HARD"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class OpeningHours:
    """A window on an ISO weekday (Monday is 1) in the place's own time."""

    weekday: int
    opens_at: dt.time
    closes_at: dt.time


@dataclass(frozen=True, slots=True, kw_only=True)
class Experience:
    """Something to do on one day; prices are for one person, before tax; infants go free."""

    id: UUID
    slug: str
    title: str
    kind: ExperienceKind
    difficulty: Difficulty
    seller_id: UUID
    time_zone: str
    duration_seconds: int
    adult_price: Money
    child_price: Money
    daily_capacity: int
    min_age: int
    open_weekdays: tuple[int, ...]
    description: str = ""
    destinations: tuple[DestinationName, ...] = ()
    opening_hours: tuple[OpeningHours, ...] = ()
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperienceFacts:
    """Facts that staff state of an experience; it starts at the first of its destinations, which are named by slug."""

    slug: str
    title: str
    kind: ExperienceKind
    difficulty: Difficulty
    duration_seconds: int
    destinations: tuple[str, ...]
    adult_price: Money
    child_price: Money
    daily_capacity: int
    opening_hours: tuple[OpeningHours, ...]
    min_age: int = 0
    description: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "opening_hours", tuple(sorted(set(self.opening_hours))))

    @property
    def open_weekdays(self) -> tuple[int, ...]:
        """Return the ISO weekdays on which it takes place."""
        return tuple(sorted({hours.weekday for hours in self.opening_hours}))


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperienceFilter:
    """Which experiences are asked for; None asks for any. `max_price_minor` is an adult's, in `currency`."""

    destination: str | None = None
    kind: ExperienceKind | None = None
    difficulty: Difficulty | None = None
    max_price_minor: int | None = None
    currency: str | None = None
    weekday: int | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperienceName:
    """How other things point at an experience."""

    id: UUID
    slug: str
    title: str
