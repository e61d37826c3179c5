"""What the packages part shows."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from uuid import UUID

from riz.money import Money


class PackageKind(enum.StrEnum):
    """Whom a package is for."""

    BUDGET = "BUDGET"
    LUXURY = "LUXURY"
    FAMILY = "FAMILY"
    ADVENTURE = "ADVENTURE"


class TravellerKind(enum.StrEnum):
    """Who travels, as prices see it."""

    ADULT = "ADULT"
    CHILD = "CHILD"
    INFANT = "INFANT"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackagePrice:
    """The price for one traveller of a kind, before tax, in a party of a size, for departures in a period.

    `max_party`, `valid_from` and `valid_to` (inclusive) are open where None.
    """

    traveller_kind: TravellerKind
    price: Money
    min_party: int
    max_party: int | None
    valid_from: dt.date | None
    valid_to: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceLine:
    """What the travellers of one kind pay together: `quantity` times `unit_price`."""

    traveller_kind: TravellerKind
    quantity: int
    unit_price: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A journey of `duration_days` days; `departure_capacity` persons may start on a date."""

    id: UUID
    slug: str
    name: str
    kind: PackageKind
    seller_id: UUID
    time_zone: str
    duration_days: int
    departure_capacity: int
    departure_weekdays: tuple[int, ...]
    prices: tuple[PackagePrice, ...]
