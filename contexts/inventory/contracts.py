"""Contracts of inventory."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from uuid import UUID, uuid5

from riz.money import Money


class ResourceKind(enum.StrEnum):
    """How a resource is counted: units by night, persons by day, or persons by departure."""

    STAY = "STAY"
    SLOT = "SLOT"
    DEPARTURE = "DEPARTURE"


class HoldState(enum.StrEnum):
    """How far a hold is. CONFIRMED is a sale; RETURNED is a sale that was given back."""

    HELD = "HELD"
    CONFIRMED = "CONFIRMED"
    RELEASED = "RELEASED"
    EXPIRED = "EXPIRED"
    RETURNED = "RETURNED"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateAvailability:
    """A resource on one date; the price is that of one unit, where stays have one."""

    date: dt.date
    free: int
    is_closed: bool
    min_stay: int
    max_stay: int | None
    closed_to_arrival: bool
    closed_to_departure: bool
    unit_price: Money | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """The calendar of a resource; dates that are not listed are not on sale."""

    resource_id: UUID
    dates: tuple[DateAvailability, ...]


def slot_id(*, item_id: UUID, starts_at: dt.time | None) -> UUID:
    """Return the id of the resource that counts an experience's places at a start; None is the day as a whole.

    It needs no look-up: whether the slot is there and free is asked when it is quoted or held.
    """
    return item_id if starts_at is None else uuid5(item_id, f"{starts_at:%H:%M}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotDate:
    """A slot on one date; it is closed once it has started."""

    date: dt.date
    free: int
    is_closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A start of an experience in its place's own time, None for the day as a whole, and what is free of it.

    `resource_id` is what is held; `item_id` is the experience. Dates that are not listed are not on sale.
    """

    resource_id: UUID
    item_id: UUID
    starts_at: dt.time | None
    dates: tuple[SlotDate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """The slots of an experience, in their order."""

    item_id: UUID
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDate(DateAvailability):
    """A date as its seller sees it: `capacity + overbooking == held + sold + blocked + free`.

    What the date has of its own, and not of its resource, is in `own_capacity` and `own_price`.
    """

    capacity: int
    own_capacity: int | None
    overbooking: int
    overbooking_reason: str
    held: int
    sold: int
    blocked: int
    own_price: Money | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The calendar of a resource as its seller sees it."""

    resource_id: UUID
    dates: tuple[CalendarDate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """So many units for so many guests on the nights of the half-open [check_in, check_out)."""

    resource_id: UUID
    check_in: dt.date
    check_out: dt.date
    units: int
    guests: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NightQuote:
    """A night before tax: `unit_prices` is what each unit costs with its guests, `price` the fullest one's.

    `base` is a unit's price without extra guests.
    """

    date: dt.date
    free: int
    base: Money
    price: Money
    unit_prices: tuple[Money, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StayQuote(Stay):
    """A stay night by night; `total` is for all units, before tax.

    Each guest beyond `base_occupancy` in a unit adds `extra_guest` to its price.
    `refusal` is the code of the error that a hold would meet now, None when the stay can be held.
    """

    guests_by_unit: tuple[int, ...]
    base_occupancy: int
    extra_guest: Money
    nights: tuple[NightQuote, ...]
    total: Money
    refusal: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldLine:
    """`quantity` of a resource on every date of the half-open [first_date, end_date)."""

    resource_id: UUID
    first_date: dt.date
    end_date: dt.date
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Stock set aside for an opaque requester until `expires_at`."""

    id: UUID
    requester: str
    state: HoldState
    expires_at: dt.datetime
    lines: tuple[HoldLine, ...]
