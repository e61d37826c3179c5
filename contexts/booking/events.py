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


class BookingCancelled(Event):
    """A booking was cancelled; what was paid is on its way back where `refund_due` says so."""

    name: ClassVar[str] = "booking.booking.cancelled.v1"
    aggregate: ClassVar[str] = "booking_id"
    booking_id: UUID
    reference: str
    reason: str
    refund_due: Money


class BookingFailed(Event):
    """A booking came to nothing: the hold ran out, or was paid too late for its stock; what was paid goes back."""

    name: ClassVar[str] = "booking.booking.failed.v1"
    aggregate: ClassVar[str] = "booking_id"
    booking_id: UUID
    reference: str
    reason: str
    refund_due: Money


class BookingCompleted(Event):
    """A booking's travel is over."""

    name: ClassVar[str] = "booking.booking.completed.v1"
    aggregate: ClassVar[str] = "booking_id"
    booking_id: UUID
    reference: str
