"""Events of the places part: something happened to a place, which they ask for if it matters to them."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from riz.events import Event


class PlaceRegistered(Event):
    """A place is known and shown."""

    name: ClassVar[str] = "catalog.place.registered.v1"
    aggregate: ClassVar[str] = "place_id"
    place_id: UUID
    version: int


class PlaceChanged(Event):
    """Something else is stated of a place, whether it is shown or not."""

    name: ClassVar[str] = "catalog.place.changed.v1"
    aggregate: ClassVar[str] = "place_id"
    place_id: UUID
    version: int


class PlaceWithdrawn(Event):
    """A place is no longer shown."""

    name: ClassVar[str] = "catalog.place.withdrawn.v1"
    aggregate: ClassVar[str] = "place_id"
    place_id: UUID
    version: int


class PlaceReinstated(Event):
    """A place is shown again."""

    name: ClassVar[str] = "catalog.place.reinstated.v1"
    aggregate: ClassVar[str] = "place_id"
    place_id: UUID
    version: int
