"""Contracts of the places part."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from uuid import UUID

from riz.geography import Circle


class PlaceKind(enum.StrEnum):
    """Kinds of places: what draws people there, or brings them on from there."""

    ATTRACTION = "ATTRACTION"
    MARKET = "MARKET"
    MUSEUM = "MUSEUM"
    NATURE = "NATURE"
    PLACE_OF_WORSHIP = "PLACE_OF_WORSHIP"
    RESTAURANT = "RESTAURANT"
    TRANSPORT_HUB = "TRANSPORT_HUB"
    VIEWPOINT = "VIEWPOINT"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFacts:
    """Facts of a place; degrees are WGS 84, the destination is the one that it belongs to, if any."""

    name: str
    kind: PlaceKind
    lat: float
    lon: float
    destination_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place(PlaceFacts):
    """A point of interest; `distance_m` is known when the question named a point."""

    id: UUID
    version: int
    distance_m: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFilter:
    """Which places are asked for; None asks for any."""

    kind: PlaceKind | None = None
    destination_id: UUID | None = None
    within: Circle | None = None
