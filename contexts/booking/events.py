"""Events of booking."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar
from uuid import UUID

from riz.events import Event
from riz.money import Money


class BookingCreated(Event):
    """An order was written down and priced."""

    name: ClassVar[str] = "booking.booking.created.v1"
    aggregate: ClassVar[str] = "booking_id"
    booking_id: UUID
    reference: str
    created_by: UUID
    seller_id: UUID
    total: Money
    start_date: dt.date
    end_date: dt.date
    order_id: UUID | None = None
    trip_id: UUID | None = None
    items: tuple[UUID, ...] = ()


class BookingHeld(Event):
    """A booking's stock is set aside and the booking waits for payment."""

    name: ClassVar[str] = "booking.booking.held.v1"
    aggregate: ClassVar[str] = "booking_id"
    booking_id: UUID
    reference: str
    hold_expires_at: dt.datetime


class BookingConfirmed(Event):
    """A booking is paid and its stock is sold."""

    name: ClassVar[str] = "booking.booking.confirmed.v1"
    aggregate: ClassVar[str] = "booking_id"
    booking_id: UUID
    reference: str
    created_by: UUID
    seller_id: UUID
    total: Money
    start_date: dt.date
    end_date: dt.date
    order_id: UUID | None = None
    trip_id: UUID | None = None
    items: tuple[UUID, ...] = ()


class BookingCancelled(Event):
    """A booking was cancelled; what was paid is on its way back where `refund_due` says so."""

    name: ClassVar[str] = "booking.booking.cancelled.v1"
    aggregate: ClassVar[str] = "booking_id"
    booking_id: UUID
    reference: str
    reason: str
    refund_due: Money
    order_id: UUID | None = None
    trip_id: UUID | None = None
    items: tuple[UUID, ...] = ()


class BookingFailed(Event):
    """A booking came to nothing: the hold ran out, or was paid too late for its stock; what was paid goes back."""

    name: ClassVar[str] = "booking.booking.failed.v1"
    aggregate: ClassVar[str] = "booking_id"
    booking_id: UUID
    reference: str
    reason: str
    refund_due: Money
    order_id: UUID | None = None
    trip_id: UUID | None = None
    items: tuple[UUID, ...] = ()


class BookingCompleted(Event):
    """A booking's travel is over."""

    name: ClassVar[str] = "booking.booking.completed.v1"
    aggregate: ClassVar[str] = "booking_id"
    booking_id: UUID
    reference: str


class BookingModified(Event):
    """A booking is of other things, dates or persons than before; `items` are the catalog's ids of what it is of now."""

    name: ClassVar[str] = "booking.booking.modified.v1"
    aggregate: ClassVar[str] = "booking_id"
    booking_id: UUID
    reference: str
    total: Money
    refund_due: Money
    start_date: dt.date
    end_date: dt.date
    order_id: UUID
    trip_id: UUID | None
    items: tuple[UUID, ...]


class BalanceOverdue(Event):
    """The rest of a booking's price was not paid in time; it is cancelled at `cancels_at` unless it is paid."""

    name: ClassVar[str] = "booking.booking.balance_overdue.v1"
    aggregate: ClassVar[str] = "booking_id"
    booking_id: UUID
    reference: str
    amount: Money
    payable_id: UUID
    cancels_at: dt.datetime
