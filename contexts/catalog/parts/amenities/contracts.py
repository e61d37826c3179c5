"""Contracts of the amenities part."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from uuid import UUID


class AmenityCategory(enum.StrEnum):
    """Which need an amenity serves."""

    TRANSPORT = "TRANSPORT"
    STAY = "STAY"
    MEALS = "MEALS"
    SAFETY = "SAFETY"
    GUIDE = "GUIDE"


@dataclass(frozen=True, slots=True, kw_only=True)
class AmenityFacts:
    """Facts that staff state of an amenity."""

    slug: str
    name: str
    category: AmenityCategory
    icon_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amenity:
    """Something that a stay or a package includes."""

    id: UUID
    slug: str
    name: str
    category: AmenityCategory
    icon_url: str
