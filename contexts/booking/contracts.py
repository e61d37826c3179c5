"""Contracts of booking."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from riz.money import Money
from riz.values import Email, Phone


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
    """The kind of a booked thing."""

    PACKAGE = "PACKAGE"
    EXPERIENCE = "EXPERIENCE"
    ACCOMMODATION = "ACCOMMODATION"


class IdKind(enum.StrEnum):
    """By which document a traveller is known."""

    AADHAAR = "AADHAAR"
    PASSPORT = "PASSPORT"


class ContactKind(enum.StrEnum):
    """The relation of a contact to a traveller."""

    EMERGENCY = "EMERGENCY"
    ALTERNATE = "ALTERNATE"


class TravellerKind(enum.StrEnum):
    """Kinds of travellers, as prices see them."""

    ADULT = "ADULT"
    CHILD = "CHILD"
    INFANT = "INFANT"


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
    """A bought thing, as it was at the time; `price` is `quantity` times `unit_price`, `tax` comes on top."""

    kind: ItemKind
    item_id: UUID
    name: str
    quantity: int
    unit_price: Money
    price: Money
    tax_rate_basis_points: int
    sac: str
    tax: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerContact:
    """A number to call about a traveller."""

    kind: ContactKind
    name: str
    phone: Phone


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A person who travels; the number of the identity document is masked."""

    full_name: str
    email: Email | Literal[""]
    phone: Phone
    traveller_kind: TravellerKind
    id_kind: IdKind | None
    id_number_masked: str
    contacts: tuple[CustomerContact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """An order; travel is the half-open [start_date, end_date) in the place's `time_zone`; `total` includes tax.

    `refund_failed` is what could not be sent back and has gone no other way yet.
    """

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
    contact_email: Email
    contact_phone: Phone
    customers: tuple[Customer, ...]
    items: tuple[BookingItem, ...]
    total: Money
    paid: Money
    refund_due: Money
    refunded: Money
    refund_failed: Money
    payable_id: UUID | None
    hold_id: UUID | None
    hold_expires_at: dt.datetime | None
    reason: str
    created_at: dt.datetime
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundTier:
    """Cancelled at least `hours_before` the travel starts, `refund_percent` of what is paid goes back."""

    hours_before: int
    refund_percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CancellationQuote:
    """The refund if the booking were cancelled at `quoted_at`."""

    booking_id: UUID
    quoted_at: dt.datetime
    travel_starts_at: dt.datetime
    refund_percent: int
    paid: Money
    refund: Money
    tiers: tuple[RefundTier, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundUntil:
    """Cancelled until an instant, `refund_percent` of what is paid goes back."""

    until: dt.datetime
    refund_percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemQuote:
    """Price of a thing of an order as it is now, and the terms on which it is sold.

    `refusal` is the code of the error that booking it would meet, with its message, None when it can be had; what
    can't be priced at all has no lines. Later than the last of `refunds`, nothing goes back.
    """

    kind: ItemKind
    item_id: UUID
    name: str
    lines: tuple[BookingItem, ...]
    price: Money
    tax: Money
    total: Money
    travel_starts_at: dt.datetime | None
    refunds: tuple[RefundUntil, ...]
    refusal: str | None
    refusal_message: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderQuote:
    """Price of several things if they were ordered together at `quoted_at`; `total` includes tax."""

    quoted_at: dt.datetime
    items: tuple[ItemQuote, ...]
    price: Money
    tax: Money
    total: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingVersion:
    """The whole booking after a change."""

    version_no: int
    status: BookingStatus
    snapshot: dict[str, Any]
    created_by: str
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """A change: by whom, from where to where, and why."""

    actor: str
    action: str
    from_status: str
    to_status: str
    reason: str
    request_id: str
    at: dt.datetime
