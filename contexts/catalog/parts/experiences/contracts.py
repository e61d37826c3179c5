"""Contracts of the experiences part."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from uuid import UUID

from riz.clock import local_instant
from riz.money import Money

from ..destinations.contracts import DestinationName

LONGEST_BOOKING_CUTOFF_MINUTES = 30 * 24 * 60


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
class Start:
    """A time at which an experience starts, and the ISO weekdays on which it does."""

    time: dt.time
    weekdays: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Experience:
    """Something to do on one day; prices are for one person, before tax; infants go free.

    It begins at its start times, in the place's own time; where there are none, the day is sold as a whole. It can be
    booked until `booking_cutoff_minutes` before.
    """

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

    def starts_at(self, date: dt.date, start_time: dt.time | None = None) -> dt.datetime:
        """Return the instant of one of its start times on a date; None is the day as a whole, which starts when it opens."""
        time = start_time or min(hours.opens_at for hours in self._hours_on(date))
        return local_instant(date, time, self.time_zone)

    def closes_at(self, date: dt.date) -> dt.datetime:
        """Return the instant at which it closes for the last time on a date."""
        time = max(hours.closes_at for hours in self._hours_on(date))
        return local_instant(date, time, self.time_zone)

    def bookable_until(self, date: dt.date, start_time: dt.time | None = None) -> dt.datetime:
        """Return the last instant to book a start on a date, or the day as a whole."""
        last = self.closes_at(date) if start_time is None else self.starts_at(date, start_time)
        return last - dt.timedelta(minutes=self.booking_cutoff_minutes)

    def _hours_on(self, date: dt.date) -> tuple[OpeningHours, ...]:
        # Sellers may open single dates on other weekdays; these are like the rest of the week.
        on_weekday = (hours for hours in self.opening_hours if hours.weekday == date.isoweekday())
        return tuple(on_weekday) or self.opening_hours


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
    start_times: tuple[dt.time, ...] = ()
    booking_cutoff_minutes: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "start_times", tuple(sorted(set(self.start_times))))
        object.__setattr__(self, "opening_hours", tuple(sorted(set(self.opening_hours))))

    @property
    def open_weekdays(self) -> tuple[int, ...]:
        """Return the ISO weekdays on which it takes place."""
        return tuple(sorted({hours.weekday for hours in self.opening_hours}))

    def weekdays_of(self, start_time: dt.time) -> tuple[int, ...]:
        """Return the ISO weekdays on whose opening hours it can start at a time."""
        covering = {
            hours.weekday
            for hours in self.opening_hours
            if hours.opens_at <= start_time < hours.closes_at
        }
        return tuple(sorted(covering))


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
