"""Contracts of the packages part."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from uuid import UUID

from riz.clock import local_instant
from riz.money import Money

from ..destinations.contracts import DestinationName
from ..experiences.contracts import ExperienceName

USUAL_DEPARTURE_TIME = dt.time(9)


class PackageKind(enum.StrEnum):
    """The people whom a package is for."""

    BUDGET = "BUDGET"
    LUXURY = "LUXURY"
    FAMILY = "FAMILY"
    ADVENTURE = "ADVENTURE"


class TravellerKind(enum.StrEnum):
    """Kinds of travellers, as prices see them."""

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
class Party:
    """The people who travel together; everybody counts towards its size, infants too."""

    adults: int
    children: int = 0
    infants: int = 0

    @property
    def size(self) -> int:
        """Return how many travel."""
        return self.adults + self.children + self.infants


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageDay:
    """A day of the journey, in order."""

    day: int
    title: str
    text: str
    destinations: tuple[DestinationName, ...]
    experiences: tuple[ExperienceName, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceLine:
    """The price for all travellers of one kind: `quantity` times `unit_price`."""

    traveller_kind: TravellerKind
    quantity: int
    unit_price: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A journey of `duration_days` days; `departure_capacity` persons may start on a date.

    It departs at `departure_time`, in the place's own time, and can be booked until `booking_cutoff_minutes` before.
    """

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
    description: str = ""
    inclusions: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    amenities: tuple[str, ...] = ()
    days: tuple[PackageDay, ...] = ()
    departure_time: dt.time = USUAL_DEPARTURE_TIME
    booking_cutoff_minutes: int = 0
    version: int = 1

    def starts_at(self, date: dt.date) -> dt.datetime:
        """Return the instant at which it departs on a date."""
        return local_instant(date, self.departure_time, self.time_zone)

    def bookable_until(self, date: dt.date) -> dt.datetime:
        """Return the last instant to book a departure."""
        return self.starts_at(date) - dt.timedelta(minutes=self.booking_cutoff_minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageDayFacts:
    """Facts that staff state of a day; destinations and experiences are named by slug and come in their order."""

    day: int
    title: str
    text: str = ""
    destinations: tuple[str, ...] = ()
    experiences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageFacts:
    """Facts that staff state of a package; it starts at the first destination of its first day."""

    slug: str
    name: str
    kind: PackageKind
    duration_days: int
    departure_capacity: int
    departure_weekdays: tuple[int, ...]
    days: tuple[PackageDayFacts, ...]
    prices: tuple[PackagePrice, ...]
    description: str = ""
    inclusions: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    amenities: tuple[str, ...] = ()
    departure_time: dt.time = USUAL_DEPARTURE_TIME
    booking_cutoff_minutes: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "amenities", tuple(sorted(set(self.amenities))))
        object.__setattr__(self, "departure_weekdays", tuple(sorted(set(self.departure_weekdays))))
        object.__setattr__(self, "days", tuple(sorted(self.days, key=lambda day: day.day)))
        object.__setattr__(self, "prices", tuple(sorted(self.prices, key=price_order)))


def price_order(price: PackagePrice) -> tuple[str, int, dt.date]:
    """Return the key by which prices are listed."""
    return price.traveller_kind, price.min_party, price.valid_from or dt.date.min


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageFilter:
    """Which packages are asked for; None asks for any. `max_price_minor` is an adult's, in `currency`, in some party."""

    kind: PackageKind | None = None
    destination: str | None = None
    min_days: int | None = None
    max_days: int | None = None
    max_price_minor: int | None = None
    currency: str | None = None
    text: str | None = None
