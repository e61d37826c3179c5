"""Contracts of the accommodations part."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from uuid import UUID

from riz.money import Money

from ..destinations.contracts import Destination


class AccommodationKind(enum.StrEnum):
    """Kinds of units that people sleep in."""

    ROOM = "ROOM"
    TENT = "TENT"
    COTTAGE = "COTTAGE"
    DORMITORY = "DORMITORY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accommodation:
    """A kind of unit at a destination; prices are for one unit and night, before tax.

    `base_price` covers `base_occupancy` guests of a unit; each further one, up to `max_occupancy`, pays
    `extra_guest_price`. Amenities are named by slug;
    `destination` is there where it was asked for.
    """

    id: UUID
    slug: str
    name: str
    kind: AccommodationKind
    seller_id: UUID
    destination_id: UUID
    destination_slug: str
    destination_name: str
    time_zone: str
    base_price: Money
    base_occupancy: int
    extra_guest_price: Money
    max_occupancy: int
    units: int
    check_in_time: dt.time
    check_out_time: dt.time
    description: str = ""
    amenities: tuple[str, ...] = ()
    version: int = 1
    destination: Destination | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccommodationFacts:
    """Facts that staff state of an accommodation; the destination and the amenities are named by slug."""

    slug: str
    destination: str
    name: str
    kind: AccommodationKind
    base_price: Money
    base_occupancy: int
    extra_guest_price: Money
    max_occupancy: int
    units: int
    check_in_time: dt.time
    check_out_time: dt.time
    description: str = ""
    amenities: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "amenities", tuple(sorted(set(self.amenities))))


@dataclass(frozen=True, slots=True, kw_only=True)
class AccommodationFilter:
    """Which accommodations are asked for; None asks for any, and every named amenity has to be there.

    Price bounds hold in `currency`; `guests` have to fit into one unit.
    """

    destination: str | None = None
    kind: AccommodationKind | None = None
    min_price_minor: int | None = None
    max_price_minor: int | None = None
    currency: str | None = None
    guests: int | None = None
    amenities: tuple[str, ...] = ()
    text: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "amenities", tuple(sorted(set(self.amenities))))
