"""Rules for new bookings: the cost of cancelling, and deposits."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from ..contracts import (
    ChargeKind,
    Source,
)
from .choices import choices


class CancellationTerms(models.Model):
    """Terms for new bookings of a source, a seller or one thing of it; what is booked already keeps its own."""

    source = models.TextField(choices=choices(Source), blank=True, help_text="empty: every one")
    seller_id = models.UUIDField(null=True, blank=True, help_text="empty: every one")
    item_id = models.UUIDField(null=True, blank=True, help_text="empty: all that the seller sells")
    grace_hours = models.PositiveSmallIntegerField(
        default=0, help_text="so long after booking, and before the start, cancelling costs nothing"
    )
    no_show_kind = models.TextField(choices=choices(ChargeKind), default=ChargeKind.PERCENT)
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
    charge_kind = models.TextField(choices=choices(ChargeKind), default=ChargeKind.PERCENT)
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
