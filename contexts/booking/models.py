"""The tables of booking. Statuses change by guarded methods only, and the database refuses any other change."""

from __future__ import annotations

import datetime as dt
import enum
from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
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
    ChargeKind,
    ContactKind,
    IdKind,
    ItemKind,
    ItemState,
    LineKind,
    PayablePurpose,
    PayableStatus,
    PaymentStatus,
    RefundStatus,
    Source,
    TravellerKind,
)
from .domain.states import Action, following


def _choices(kinds: type[enum.StrEnum]) -> list[tuple[str, str]]:
    return [(kind.value, kind.value.replace("_", " ").lower()) for kind in kinds]


class Order(models.Model):
    """One or more bookings that are paid and confirmed together, with one hold over all their stock."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    # Of whoever plans the journey; it lets nobody see anything.
    trip_id = models.UUIDField(null=True, blank=True, db_index=True)
    source = models.TextField(choices=_choices(Source), default=Source.PORTAL)
    channel = models.TextField(choices=_choices(Channel), default=Channel.ONLINE)
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
    status = models.TextField(choices=_choices(BookingStatus), default=BookingStatus.PENDING)
    payment_status = models.TextField(
        choices=_choices(PaymentStatus), default=PaymentStatus.PENDING
    )
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


class BookingItem(models.Model):
    """A bought thing, as it was at the time, and the state that it is in."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    state = models.TextField(choices=_choices(ItemState), default=ItemState.ACTIVE)
    kind = models.TextField(choices=_choices(ItemKind))
    item_id = models.UUIDField(db_index=True)
    name = columns.LineField()
    start_date = models.DateField()
    end_date = models.DateField()
    start_time = models.TimeField(null=True, blank=True)
    travel_starts_at = models.DateTimeField()
    time_zone = columns.TimeZoneField()
    quantity = models.PositiveIntegerField(help_text="units of a stay")
    adults = models.PositiveIntegerField()
    children = models.PositiveIntegerField()
    infants = models.PositiveIntegerField()
    child_ages = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    total_minor = models.PositiveBigIntegerField()
    terms = models.JSONField(help_text="the cancellation terms at the time of purchase")
    least_charge_minor = models.PositiveBigIntegerField(
        default=0, help_text="what cancelling would have cost before it was moved"
    )
    # Of what is PROPOSED: the item that gives way once it is paid, and the payable that it waits for.
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    awaits = models.ForeignKey(
        "OrderPayable", on_delete=models.PROTECT, null=True, blank=True, related_name="proposed"
    )

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["booking", "position"], name="one_item_per_position"),
        ]

    def __str__(self) -> str:
        return self.name


class PriceLine(models.Model):
    """A line of an item's price, with the tax rule that it was sold under."""

    item = models.ForeignKey(BookingItem, on_delete=models.CASCADE, related_name="lines")
    kind = models.TextField(choices=_choices(LineKind), default=LineKind.BASE)
    name = columns.LineField()
    date = models.DateField(null=True, blank=True, help_text="the night of a stay")
    traveller_kind = models.TextField(choices=_choices(TravellerKind), null=True, blank=True)
    guests = models.PositiveIntegerField(null=True, blank=True, help_text="in a unit of a stay")
    quantity = models.PositiveIntegerField()
    unit_price_minor = models.PositiveBigIntegerField()
    price_minor = models.PositiveBigIntegerField()
    tax_rule_id = models.UUIDField(null=True, blank=True)
    tax_rate_basis_points = models.PositiveIntegerField()
    sac = models.TextField("SAC", blank=True, default="")
    tax_minor = models.PositiveBigIntegerField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(price_minor=models.F("quantity") * models.F("unit_price_minor")),
                name="price_is_quantity_times_unit_price",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.name}"


class StockLine(models.Model):
    """`quantity` of a resource on every date of [first_date, end_date) that an item has of the order's hold."""

    item = models.ForeignKey(BookingItem, on_delete=models.CASCADE, related_name="stock_lines")
    resource_id = models.UUIDField()
    first_date = models.DateField()
    end_date = models.DateField()
    quantity = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.quantity} from {self.first_date}"


class OrderPayable(models.Model):
    """An amount of an order that one payment pays in full, under the id that payments gave it."""

    id = models.UUIDField(primary_key=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="payables")
    booking = models.ForeignKey(
        Booking, on_delete=models.PROTECT, null=True, blank=True, related_name="payables"
    )
    purpose = models.TextField(choices=_choices(PayablePurpose))
    status = models.TextField(choices=_choices(PayableStatus), default=PayableStatus.OPEN)
    payer_id = models.UUIDField()
    amount_minor = models.PositiveBigIntegerField()
    refunded_minor = models.PositiveBigIntegerField(default=0)
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    # The stock that waits for this payment, where it isn't that of the whole order.
    hold_id = models.UUIDField(null=True, blank=True, unique=True)
    created_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["created_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(refunded_minor__lte=models.F("amount_minor")),
                name="refunded_within_payable",
            ),
        ]
        indexes: ClassVar = [
            Index(fields=["due_at"], name="order_payable_due", condition=Q(status="OPEN")),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} of {self.order_id}"


class PayableShare(models.Model):
    """The part of a payable that pays for one booking; the parts sum to the whole."""

    payable = models.ForeignKey(OrderPayable, on_delete=models.PROTECT, related_name="shares")
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="shares")
    amount_minor = models.PositiveBigIntegerField()
    refund_due_minor = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["payable", "booking"], name="one_share_per_booking"),
            models.CheckConstraint(
                condition=Q(refund_due_minor__lte=models.F("amount_minor")),
                name="refund_within_share",
            ),
        ]

    def __str__(self) -> str:
        return f"share of {self.payable_id}"


class BookingRefund(models.Model):
    """Money of a booking on its way back, under the id that payments gave it."""

    refund_id = models.UUIDField()
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="refunds")
    payable = models.ForeignKey(OrderPayable, on_delete=models.PROTECT, related_name="refunds")
    amount_minor = models.PositiveBigIntegerField()
    status = models.TextField(choices=_choices(RefundStatus), default=RefundStatus.PENDING)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["refund_id", "booking"], name="one_row_per_refund"),
        ]

    def __str__(self) -> str:
        return f"refund of {self.created_at:%d %b %Y}"


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


class CancellationTerms(models.Model):
    """Terms for new bookings of a source, a seller or one thing of it; what is booked already keeps its own."""

    source = models.TextField(choices=_choices(Source), blank=True, help_text="empty: every one")
    seller_id = models.UUIDField(null=True, blank=True, help_text="empty: every one")
    item_id = models.UUIDField(null=True, blank=True, help_text="empty: all that the seller sells")
    grace_hours = models.PositiveSmallIntegerField(
        default=0, help_text="so long after booking, and before the start, cancelling costs nothing"
    )
    no_show_kind = models.TextField(choices=_choices(ChargeKind), default=ChargeKind.PERCENT)
    no_show_value = models.PositiveBigIntegerField(default=100)
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "cancellation terms"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "seller_id", "item_id"],
                nulls_distinct=False,
                name="one_set_of_terms",
            ),
            models.CheckConstraint(
                condition=Q(item_id=None) | Q(seller_id__isnull=False),
                name="things_have_a_seller",
            ),
            models.CheckConstraint(
                condition=~Q(no_show_kind="PERCENT") | Q(no_show_value__lte=100),
                name="no_show_at_most_all",
            ),
        ]

    def __str__(self) -> str:
        return f"terms {self.pk}"


class CancellationTier(models.Model):
    """The cost of cancelling at least so long before the start."""

    terms = models.ForeignKey(CancellationTerms, on_delete=models.CASCADE, related_name="tiers")
    hours_before = models.PositiveIntegerField(
        help_text="cancelled at least so long before the start"
    )
    charge_kind = models.TextField(choices=_choices(ChargeKind), default=ChargeKind.PERCENT)
    charge_value = models.PositiveBigIntegerField(
        help_text="percent of the price, nights, or a sum in minor units"
    )

    class Meta:
        ordering: ClassVar = ["-hours_before"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["terms", "hours_before"], name="one_tier_per_hour"),
            models.CheckConstraint(
                condition=~Q(charge_kind="PERCENT") | Q(charge_value__lte=100), name="at_most_all"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hours_before} h"


class DepositRule(models.Model):
    """The share of a seller's price that confirms a booking; the rest is due some days before the start."""

    seller_id = models.UUIDField()
    item_id = models.UUIDField(null=True, blank=True, help_text="empty: all that the seller sells")
    percent = models.PositiveSmallIntegerField()
    balance_due_days = models.PositiveSmallIntegerField(help_text="days before the start")
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["seller_id", "item_id"], nulls_distinct=False, name="one_deposit_rule"
            ),
            models.CheckConstraint(
                condition=Q(percent__gte=1, percent__lte=99), name="deposit_is_a_part"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent} %"
