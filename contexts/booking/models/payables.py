"""Payments that orders ask for, and money that goes back."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.indexes import Index

from ..contracts import (
    PayablePurpose,
    PayableStatus,
)
from .choices import RefundStatus, choices
from .orders import Booking, Order


class OrderPayable(models.Model):
    """An amount of an order that one payment pays in full, under the id that payments gave it."""

    id = models.UUIDField(primary_key=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="payables")
    booking = models.ForeignKey(
        Booking, on_delete=models.PROTECT, null=True, blank=True, related_name="payables"
    )
    purpose = models.TextField(choices=choices(PayablePurpose))
    status = models.TextField(choices=choices(PayableStatus), default=PayableStatus.OPEN)
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
    status = models.TextField(choices=choices(RefundStatus), default=RefundStatus.PENDING)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["refund_id", "booking"], name="one_row_per_refund"),
        ]

    def __str__(self) -> str:
        return f"refund of {self.created_at:%d %b %Y}"
