"""Events of the packages part."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar
from uuid import UUID

from riz.events import Event

from .contracts import USUAL_DEPARTURE_TIME


class PackagePublished(Event):
    """A package is offered, or what it offers has changed; weekdays are ISO, Monday is 1; times are those of the place."""

    name: ClassVar[str] = "catalog.package.published.v1"
    aggregate: ClassVar[str] = "package_id"
    package_id: UUID
    seller_id: UUID
    time_zone: str
    departure_capacity: int
    departure_weekdays: tuple[int, ...]
    departure_time: dt.time = USUAL_DEPARTURE_TIME
    booking_cutoff_minutes: int = 0


class PackageWithdrawn(Event):
    """A package is no longer offered."""

    name: ClassVar[str] = "catalog.package.withdrawn.v1"
    aggregate: ClassVar[str] = "package_id"
    package_id: UUID
