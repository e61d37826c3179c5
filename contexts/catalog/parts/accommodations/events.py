"""Events of the accommodations part."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from riz.events import Event
from riz.money import Money


class AccommodationPublished(Event):
    """An accommodation is offered, or what it offers has changed."""

    name: ClassVar[str] = "catalog.accommodation.published.v1"
    aggregate: ClassVar[str] = "accommodation_id"
    accommodation_id: UUID
    seller_id: UUID
    time_zone: str
    units: int
    base_price: Money
    base_occupancy: int
    extra_guest_price: Money
    max_occupancy: int


class AccommodationWithdrawn(Event):
    """An accommodation is no longer offered."""

    name: ClassVar[str] = "catalog.accommodation.withdrawn.v1"
    aggregate: ClassVar[str] = "accommodation_id"
    accommodation_id: UUID
