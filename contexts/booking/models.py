"""The tables of booking. Statuses change by guarded methods only, and the database refuses any other change."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.db.models.indexes import Index

from riz import columns
from riz.ids import new_id
from riz.money import Money
from riz.sealing import SealedField

from .contracts import (
    BookingStatus,
    Channel,
    ContactKind,
    IdKind,
    ItemKind,
    PaymentStatus,
    RefundTier,
    Source,
    TravellerKind,
)
from .domain.states import Action, following


def _choices(kinds: type[BookingStatus | PaymentStatus | Source | Channel | ItemKind | IdKind | TravellerKind | ContactKind]) -> list[tuple[str, str]]:  # fmt: skip
    return [(kind.value, kind.value.replace("_", " ").lower()) for kind in kinds]


class Booking(models.Model):
    """An order. What it was made from is copied into it at the time of purchase."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    status = models.TextField(choices=_choices(BookingStatus), default=BookingStatus.PENDING)
    payment_status = models.TextField(
        choices=_choices(PaymentStatus), default=PaymentStatus.PENDING
    )
    source = models.TextField(choices=_choices(Source), default=Source.PORTAL)
    channel = models.TextField(choices=_choices(Channel), default=Channel.ONLINE)
    created_by = models.UUIDField()
    seller_id = models.UUIDField()
    kind = models.TextField(choices=_choices(ItemKind))
    item_id = models.UUIDField()
    item_name = columns.LineField()
    start_date = models.DateField()
    end_date = models.DateField()
    travel_starts_at = models.DateTimeField()
    time_zone = columns.TimeZoneField()
    adults = models.PositiveIntegerField()
    children = models.PositiveIntegerField()
    infants = models.PositiveIntegerField()
    contact_name = columns.LineField()
    contact_email = columns.EmailField()
    contact_phone = columns.PhoneField(blank=True)
    currency = columns.CurrencyField()
    total_minor = models.PositiveBigIntegerField()
    paid_minor = models.PositiveBigIntegerField(default=0)
    refund_due_minor = models.PositiveBigIntegerField(default=0)
    refunded_minor = models.PositiveBigIntegerField(default=0)
    refund_failed_minor = models.PositiveBigIntegerField(default=0, db_default=0)
    payable_id = models.UUIDField(null=True, blank=True, unique=True)
    hold_id = models.UUIDField(null=True, blank=True, unique=True)
    hold_expires_at = models.DateTimeField(null=True, blank=True)
    hold_was_extended = models.BooleanField(default=False, db_default=False)
    stock_lines = models.JSONField(help_text="what inventory has to hold for it")
    refund_tiers = models.JSONField(help_text="the cancellation terms at the time of purchase")
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
            Index(Upper("contact_email"), name="booking_by_email"),
            Index(Upper("reference"), name="booking_by_reference"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def total(self) -> Money:
        """The price, tax included."""
        return Money(self.total_minor, self.currency)

    @property
    def paid(self) -> Money:
        """The amount that was paid."""
        return Money(self.paid_minor, self.currency)

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
        self.paid_minor = amount.amount_minor
        self.payment_status = (
            PaymentStatus.PAID if self.paid_minor >= self.total_minor else PaymentStatus.PARTIAL
        )

    def record_refund(self, *, amount: Money) -> None:
        """Write down what went back, by another way perhaps than the one that failed."""
        self.refunded_minor += amount.amount_minor
        self.refund_failed_minor = max(0, self.refund_failed_minor - amount.amount_minor)
        if self.refunded_minor >= self.paid_minor:
            self.payment_status = PaymentStatus.REFUNDED

    def tiers(self) -> tuple[RefundTier, ...]:
        """Return the cancellation terms it was sold under."""
        return tuple(RefundTier(**tier) for tier in self.refund_tiers)


class BookingItem(models.Model):
    """A bought thing, as it was at the time."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    kind = models.TextField(choices=_choices(ItemKind))
    item_id = models.UUIDField()
    name = columns.LineField()
    quantity = models.PositiveIntegerField()
    unit_price_minor = models.PositiveBigIntegerField()
    price_minor = models.PositiveBigIntegerField()
    tax_rule_id = models.UUIDField(null=True, blank=True)
    tax_rate_basis_points = models.PositiveIntegerField()
    sac = models.TextField("SAC", blank=True, default="", db_default="")
    tax_minor = models.PositiveBigIntegerField()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["booking", "position"], name="one_item_per_position"),
            models.CheckConstraint(
                condition=Q(price_minor=models.F("quantity") * models.F("unit_price_minor")),
                name="price_is_quantity_times_unit_price",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.name}"


class Customer(models.Model):
    """A person who travels. The document's number is sealed, and shown masked."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="customers")
    full_name = columns.LineField()
    email = columns.EmailField(blank=True)
    phone = columns.PhoneField(blank=True)
    traveller_kind = models.TextField(choices=_choices(TravellerKind))
    id_kind = models.TextField(choices=_choices(IdKind), null=True, blank=True)
    id_number_sealed = SealedField(blank=True, editable=False)
    id_number_masked = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.full_name


class CustomerContact(models.Model):
    """A number to call about a traveller."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contacts")
    kind = models.TextField(choices=_choices(ContactKind))
    name = columns.LineField(blank=True)
    # Empty only where one of former times could not be read: then the name says it.
    phone = columns.PhoneField(blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.phone}"


class BookingVersion(models.Model):
    """The whole booking after a change; never changed itself."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="versions")
    version_no = models.PositiveIntegerField()
    snapshot = models.JSONField(encoder=DjangoJSONEncoder)
    created_by = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["version_no"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["booking", "version_no"], name="one_row_per_version")
        ]

    def __str__(self) -> str:
        return f"version {self.version_no}"


class AuditEntry(models.Model):
    """A change: by whom, from where to where; never changed itself."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="audit_entries")
    actor = models.TextField()
    action = models.TextField()
    from_status = models.TextField(blank=True)
    to_status = models.TextField()
    reason = columns.LineField(blank=True)
    request_id = models.TextField(blank=True)
    # Of this entry and of the one before, computed by the database.
    digest = models.TextField(blank=True, default="", db_default="", editable=False)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.action} by {self.actor}"


class CancellationTier(models.Model):
    """Terms for new bookings of a source; what is booked already keeps its own."""

    source = models.TextField(choices=_choices(Source))
    hours_before = models.PositiveIntegerField(help_text="cancelled at least so long before travel")
    refund_percent = models.PositiveSmallIntegerField()
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "hours_before"], name="one_tier_per_hour"),
            models.CheckConstraint(condition=Q(refund_percent__lte=100), name="at_most_all"),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.hours_before} h, {self.refund_percent} %"
