"""Contracts of the experiences part."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from uuid import UUID

from riz.clock import local_instant
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
    start_times: tuple[dt.time, ...] = ()
    booking_cutoff_minutes: int = 0
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
    start_times: tuple[dt.time, ...] = ()
    booking_cutoff_minutes: int = 0
    description: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "opening_hours", tuple(sorted(set(self.opening_hours))))
        object.__setattr__(self, "start_times", tuple(sorted(set(self.start_times))))

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


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperienceForSale:
    """Facts that a sale of an experience on offer needs. Without start times, people come when they like while it is open."""

    id: UUID
    title: str
    seller_id: UUID
    time_zone: str
    adult_price: Money
    child_price: Money
    daily_capacity: int
    min_age: int
    start_times: tuple[dt.time, ...]
    booking_cutoff_minutes: int
    opening_hours: tuple[OpeningHours, ...]

    @property
    def open_weekdays(self) -> tuple[int, ...]:
        """The ISO weekdays on which it is open."""
        return tuple(sorted({hours.weekday for hours in self.opening_hours}))

    def starts_at(self, date: dt.date, start_time: dt.time | None) -> dt.datetime:
        """Return the instant of a start, or that of the day's opening."""
        opens = min((hours.opens_at for hours in self._hours(date)), default=dt.time())
        return local_instant(date, start_time or opens, self.time_zone)

    def closes_at(self, date: dt.date, start_time: dt.time | None) -> dt.datetime:
        """Return the last moment to book a start, or a day without one."""
        closes = max((hours.closes_at for hours in self._hours(date)), default=dt.time())
        last = local_instant(date, start_time or closes, self.time_zone)
        return last - dt.timedelta(minutes=self.booking_cutoff_minutes)

    def _hours(self, date: dt.date) -> tuple[OpeningHours, ...]:
        return tuple(each for each in self.opening_hours if each.weekday == date.isoweekday())
