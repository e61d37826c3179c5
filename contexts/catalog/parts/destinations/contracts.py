"""Contracts of the destinations part."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from riz.geography import Circle


@dataclass(frozen=True, slots=True, kw_only=True)
class DestinationImage:
    """A picture in a destination's gallery; pictures come in their order."""

    url: str
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DestinationFacts:
    """Facts that staff state of a destination; degrees are WGS 84, `time_zone` is an IANA name."""

    slug: str
    name: str
    district: str
    region: str
    summary: str
    description: str
    lat: float
    lon: float
    time_zone: str
    best_time_to_visit: str = ""
    how_to_reach: str = ""
    cover_image_url: str = ""
    images: tuple[DestinationImage, ...] = ()
    is_featured: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A place that is presented and sold around; `distance_m` is known when the question named a point."""

    id: UUID
    slug: str
    name: str
    district: str
    region: str
    summary: str
    description: str
    lat: float
    lon: float
    time_zone: str
    best_time_to_visit: str
    how_to_reach: str
    cover_image_url: str
    images: tuple[DestinationImage, ...]
    is_featured: bool
    version: int
    distance_m: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DestinationFilter:
    """Which destinations are asked for; None asks for any."""

    district: str | None = None
    featured: bool | None = None
    text: str | None = None
    within: Circle | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DestinationName:
    """How other things point at a destination."""

    id: UUID
    slug: str
    name: str
