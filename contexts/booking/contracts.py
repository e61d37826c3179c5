"""What booking shows to other contexts."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from uuid import UUID

from riz.money import Money


class BookingStatus(enum.StrEnum):
    """PENDING holds no stock yet; ON_HOLD waits for payment; FAILED ran out of time or stock."""

    PENDING = "PENDING"
    ON_HOLD = "ON_HOLD"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"


class PaymentStatus(enum.StrEnum):
    """How much of a booking is paid."""

    PENDING = "PENDING"
    PARTIAL = "PARTIAL"
    PAID = "PAID"
    FAILED = "FAILED"
    REFUNDED = "REFUNDED"


class ItemKind(enum.StrEnum):
    """What a booked thing is."""

    PACKAGE = "PACKAGE"
    EXPERIENCE = "EXPERIENCE"
    ACCOMMODATION = "ACCOMMODATION"


class Source(enum.StrEnum):
    """Through whom a booking came."""

    PORTAL = "PORTAL"
    MAKEMYTRIP = "MAKEMYTRIP"
    GOIBIBO = "GOIBIBO"
    API = "API"


class Channel(enum.StrEnum):
    """By which way a booking came."""

    ONLINE = "ONLINE"
    WALK_IN = "WALK_IN"
    AGENT_DESK = "AGENT_DESK"


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingItem:
    """What was bought, as it was at the time; `price` is `quantity` times `unit_price`, `tax` comes on top."""

    kind: ItemKind
    item_id: UUID
    name: str
    quantity: int
    unit_price: Money
    price: Money
    tax: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """An order; travel is the half-open [start_date, end_date) in the place's `time_zone`; `total` includes tax."""

    id: UUID
    reference: str
    status: BookingStatus
    payment_status: PaymentStatus
    source: Source
    channel: Channel
    created_by: UUID
    seller_id: UUID
    start_date: dt.date
    end_date: dt.date
    time_zone: str
    adults: int
    children: int
    infants: int
    contact_name: str
    contact_email: str
    items: tuple[BookingItem, ...]
    total: Money
    paid: Money
    payable_id: UUID | None
    hold_expires_at: dt.datetime | None
    version: int
