"""Events of the experiences part."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from riz.events import Event

from .contracts import Start


class ExperiencePublished(Event):
    """An experience is offered, or what it offers has changed; weekdays are ISO, Monday is 1.

    Without `starts`, each day is sold as a whole. Times are those of the place.
    """

    name: ClassVar[str] = "catalog.experience.published.v1"
    aggregate: ClassVar[str] = "experience_id"
    experience_id: UUID
    seller_id: UUID
    time_zone: str
    daily_capacity: int
    open_weekdays: tuple[int, ...]
    starts: tuple[Start, ...] = ()
    booking_cutoff_minutes: int = 0


class ExperienceWithdrawn(Event):
    """An experience is no longer offered."""

    name: ClassVar[str] = "catalog.experience.withdrawn.v1"
    aggregate: ClassVar[str] = "experience_id"
    experience_id: UUID
