"""Orders and their bookings. Statuses change by guarded methods only, and the database refuses any other change."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.db.models.indexes import Index

from riz import columns
from riz.ids import new_id
from riz.money import Money

from ..contracts import (
    BookingStatus,
    Channel,
    PaymentStatus,
    Source,
)
from ..domain.states import Action, following
from .choices import choices


class Order(models.Model):
    """Bookings that are paid and confirmed together, with one hold over all their stock."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    # Of whoever plans the journey; it lets nobody see anything.
    trip_id = models.UUIDField(null=True, blank=True, db_index=True)
    source = models.TextField(choices=choices(Source), default=Source.PORTAL)
    channel = models.TextField(choices=choices(Channel), default=Channel.ONLINE)
    created_by = models.UUIDField()
    contact_name = columns.LineField()
    contact_email = columns.EmailField()
    contact_phone = columns.PhoneField(blank=True)
    currency = columns.CurrencyField()
    hold_id = models.UUIDField(null=True, blank=True, unique=True)
    hold_expires_at = models.DateTimeField(null=True, blank=True)
    hold_was_extended = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            Index(Upper("contact_email"), name="order_by_email"),
            Index(fields=["contact_phone"], name="order_by_phone"),
        ]

    def __str__(self) -> str:
        return self.reference


class Booking(models.Model):
    """The part of an order that one seller sold. What it was made from is copied into it at the time of purchase."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="bookings")
    reference = models.CharField(max_length=24, unique=True)
    title = columns.LineField(help_text="what it is of, in a few words")
    status = models.TextField(choices=choices(BookingStatus), default=BookingStatus.PENDING)
    payment_status = models.TextField(choices=choices(PaymentStatus), default=PaymentStatus.PENDING)
    created_by = models.UUIDField()
    seller_id = models.UUIDField()
    start_date = models.DateField()
    end_date = models.DateField()
    time_zone = columns.TimeZoneField()
    currency = columns.CurrencyField()
    total_minor = models.PositiveBigIntegerField()
    paid_minor = models.PositiveBigIntegerField(default=0)
    refund_due_minor = models.PositiveBigIntegerField(default=0)
    refunded_minor = models.PositiveBigIntegerField(default=0)
    refund_failed_minor = models.PositiveBigIntegerField(default=0, db_default=0)
    # What has to be paid to confirm it, and when the rest is due.
    deposit_minor = models.PositiveBigIntegerField(default=0)
    balance_due_at = models.DateTimeField(null=True, blank=True)
    reason = columns.LineField(blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(refund_due_minor__lte=models.F("paid_minor"))
                & Q(refunded_minor__lte=models.F("paid_minor")),
                name="refund_within_paid",
            ),
        ]
        indexes: ClassVar = [
            Index(fields=["created_by", "-id"], name="booking_by_creator"),
            Index(fields=["seller_id", "-id"], name="booking_by_seller"),
            Index(fields=["status", "end_date"], name="booking_by_status"),
            Index(fields=["-created_at"], name="booking_newest"),
            Index(Upper("reference"), name="booking_by_reference"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def item_ids(self) -> tuple[UUID, ...]:
        """The things that it is of, by which it can be assigned to somebody."""
        return tuple({item.item_id for item in self.items.all()})

    @property
    def total(self) -> Money:
        """The price, tax included."""
        return Money(self.total_minor, self.currency)

    @property
    def paid(self) -> Money:
        """The amount that was paid."""
        return Money(self.paid_minor, self.currency)

    @property
    def owed(self) -> Money:
        """The amount that it comes to as it stands: nothing where it came to nothing."""
        return Money(0 if self.status == BookingStatus.FAILED else self.total_minor, self.currency)

    @property
    def left(self) -> Money:
        """The amount that was paid and isn't on its way back."""
        return Money(self.paid_minor - self.refund_due_minor, self.currency)

    def transition(self, *, action: Action, at: dt.datetime, reason: str = "") -> BookingStatus:
        """Move on as the table of states allows; return the status before."""
        before = BookingStatus(self.status)
        self.status = following(status=before, action=action)
        self.reason = reason
        self.mark_changed(at=at)
        return before

    def mark_changed(self, *, at: dt.datetime) -> None:
        """Count a change that leaves the status as it is."""
        self.version += 1
        self.updated_at = at

    def record_payment(self, *, amount: Money) -> None:
        """Write down what was paid."""
        if amount.currency != self.currency:
            raise ValueError(f"{amount.currency} paid for a booking in {self.currency}")
        self.paid_minor += amount.amount_minor
        self.fit_payment_status()

    def fit_payment_status(self) -> None:
        """Let the payment status follow from what is owed, what came and what went back."""
        if self.paid_minor and self.refunded_minor >= self.paid_minor:
            self.payment_status = PaymentStatus.REFUNDED
        elif self.paid_minor - self.refund_due_minor >= self.total_minor:
            self.payment_status = PaymentStatus.PAID
        elif self.paid_minor:
            self.payment_status = PaymentStatus.PARTIAL
        else:
            self.payment_status = PaymentStatus.PENDING
