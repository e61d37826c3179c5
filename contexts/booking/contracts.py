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


class ItemState(enum.StrEnum):
    """PROPOSED waits for the difference to be paid, REPLACED gave way to a change; of both nothing is owed."""

    ACTIVE = "ACTIVE"
    PROPOSED = "PROPOSED"
    REPLACED = "REPLACED"
    CANCELLED = "CANCELLED"


class LineKind(enum.StrEnum):
    """The reason for a price line; CANCELLATION is what is kept of something that was cancelled."""

    BASE = "BASE"
    EXTRA_GUEST = "EXTRA_GUEST"
    CANCELLATION = "CANCELLATION"


class PayablePurpose(enum.StrEnum):
    """The part of an order that a payable collects; TOTAL and DEPOSIT confirm the order."""

    TOTAL = "TOTAL"
    DEPOSIT = "DEPOSIT"
    BALANCE = "BALANCE"
    DIFFERENCE = "DIFFERENCE"


class PayableStatus(enum.StrEnum):
    """How far a payable of an order is; a CLOSED one is not asked for any more."""

    OPEN = "OPEN"
    PAID = "PAID"
    CLOSED = "CLOSED"


class ChargeKind(enum.StrEnum):
    """Units that a cancellation charge is counted in: percent of the price, its first nights, or a sum."""

    PERCENT = "PERCENT"
    NIGHTS = "NIGHTS"
    SUM = "SUM"


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceLine:
    """`quantity` of something at one price; `price` is `quantity` times `unit_price`, `tax` comes on top.

    Of stays, each night has its own lines, and `guests` is how many sleep in a unit of the line.
    """

    kind: LineKind
    name: str
    date: dt.date | None
    traveller_kind: TravellerKind | None
    guests: int | None
    quantity: int
    unit_price: Money
    price: Money
    tax_rule_id: UUID | None
    tax_rate_basis_points: int
    sac: str
    tax: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """The cost of a cancellation, at most the price: `value` percent, nights or minor units."""

    kind: ChargeKind
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CancellationTier:
    """Cancelled at least `hours_before` the start, by the clock of the place, it costs the charge."""

    hours_before: int
    charge: Charge


@dataclass(frozen=True, slots=True, kw_only=True)
class CancellationTerms:
    """Terms of cancelling: after the last tier all is kept, from the start on the no-show charge.

    Within `grace_hours` of booking, and before the start, cancelling costs nothing.
    """

    tiers: tuple[CancellationTier, ...]
    grace_hours: int
    no_show: Charge


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingItem:
    """A bought thing, as it was at the time; `lines` are its whole price, `total` includes their tax."""

    id: UUID
    kind: ItemKind
    item_id: UUID
    name: str
    state: ItemState
    start_date: dt.date
    end_date: dt.date
    start_time: dt.time | None
    travel_starts_at: dt.datetime
    time_zone: str
    quantity: int
    adults: int
    children: int
    infants: int
    child_ages: tuple[int, ...]
    lines: tuple[PriceLine, ...]
    terms: CancellationTerms
    total: Money


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
    """The part of an order that one seller sold; travel is the half-open [start_date, end_date) in `time_zone`.

    `total` includes tax and what is kept of cancelled items. `refund_failed` is what could not be sent back and has
    gone no other way yet. Where a deposit confirms it, the rest is due by `balance_due_at`.
    """

    id: UUID
    order_id: UUID
    trip_id: UUID | None
    reference: str
    title: str
    status: BookingStatus
    payment_status: PaymentStatus
    source: Source
    channel: Channel
    created_by: UUID
    seller_id: UUID
    start_date: dt.date
    end_date: dt.date
    time_zone: str
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
    balance_due_at: dt.datetime | None
    hold_id: UUID | None
    hold_expires_at: dt.datetime | None
    reason: str
    created_at: dt.datetime
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPayable:
    """An amount of an order that is to be paid at once, under the id that payments knows; `booking_id` None is the whole order's."""

    id: UUID
    purpose: PayablePurpose
    status: PayableStatus
    booking_id: UUID | None
    payer_id: UUID
    amount: Money
    refunded: Money
    due_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Bookings that are paid and confirmed together; `total` includes tax."""

    id: UUID
    reference: str
    trip_id: UUID | None
    source: Source
    channel: Channel
    created_by: UUID
    hold_id: UUID | None
    hold_expires_at: dt.datetime | None
    total: Money
    paid: Money
    bookings: tuple[Booking, ...]
    payables: tuple[OrderPayable, ...]
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCancellation:
    """The outcome of cancelling (a part of) an item: what it costs of the price that falls away, tax included."""

    item_id: UUID
    name: str
    price: Money
    kept: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class CancellationQuote:
    """The refund if the booking, or a part of it, were cancelled at `quoted_at`."""

    booking_id: UUID
    quoted_at: dt.datetime
    items: tuple[ItemCancellation, ...]
    kept: Money
    paid: Money
    refund: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeUntil:
    """Cancelled until an instant, a sum of the price is kept."""

    until: dt.datetime
    charge: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemQuote:
    """Price of a thing of an order as it is now, and the terms on which it is sold.

    `refusal` is the code of the error that booking it would meet, with its message, None when it can be had; what
    can't be priced at all has no lines. Later than the last of `charges`, all is kept.
    """

    kind: ItemKind
    item_id: UUID
    name: str
    lines: tuple[PriceLine, ...]
    price: Money
    tax: Money
    total: Money
    travel_starts_at: dt.datetime | None
    free_until: dt.datetime | None
    charges: tuple[ChargeUntil, ...]
    refusal: str | None
    refusal_message: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderQuote:
    """Price of several things if they were ordered together at `quoted_at`; `total` includes tax.

    `due_now` confirms the order, the rest is due by `balance_due_at`.
    """

    quoted_at: dt.datetime
    items: tuple[ItemQuote, ...]
    price: Money
    tax: Money
    total: Money
    due_now: Money
    balance_due_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModificationQuote:
    """The outcome of a change of a booking: `difference` is to be paid, or goes back where it is negative.

    `kept` is what the terms keep of what falls away.
    """

    booking_id: UUID
    quoted_at: dt.datetime
    items: tuple[ItemQuote, ...]
    total_before: Money
    total_after: Money
    kept: Money
    difference: Money


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
