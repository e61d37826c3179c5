"""Payables and their payers; CHECKs hold what must never be false of money."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from riz import columns
from riz.ids import new_id
from riz.money import Money

from .. import errors
from ..contracts import PayableState
from .choices import choices


class Payable(models.Model):
    """An amount that a payer owes."""

    id = models.UUIDField(primary_key=True, default=new_id)
    reference = models.TextField()
    description = columns.LineField()
    payer_id = models.UUIDField()
    amount_minor = models.BigIntegerField()
    currency = columns.CurrencyField()
    paid_minor = models.BigIntegerField(default=0)
    refunded_minor = models.BigIntegerField(default=0)
    refund_pending_minor = models.BigIntegerField(default=0)
    state = models.TextField(choices=choices(PayableState), default=PayableState.OPEN)
    expires_at = models.DateTimeField(null=True, blank=True)
    tax_lines = models.JSONField(default=list)
    payees = models.JSONField(default=list)
    created_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="payable_amount_is_positive", condition=Q(amount_minor__gt=0)
            ),
            models.CheckConstraint(
                name="payable_paid_never_exceeds_amount",
                condition=Q(paid_minor__gte=0, paid_minor__lte=F("amount_minor")),
            ),
            models.CheckConstraint(
                name="payable_refunds_never_exceed_paid",
                condition=Q(
                    refunded_minor__gte=0,
                    refund_pending_minor__gte=0,
                    paid_minor__gte=F("refunded_minor") + F("refund_pending_minor"),
                ),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["reference"], name="payable_by_reference"),
            models.Index(fields=["payer_id", "-id"], name="payable_by_payer"),
            # For the staff of one seller: the rows in which it is paid.
            GinIndex(fields=["payees"], opclasses=["jsonb_path_ops"], name="payable_by_payee"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.amount.format()}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    def ensure_payable(self, *, at: dt.datetime) -> None:
        """Refuse unless a payment may start now."""
        if self.state == PayableState.PAID:
            raise errors.AlreadyPaid(payable_id=str(self.id))
        if self.state == PayableState.CLOSED:
            raise errors.PayableClosed(payable_id=str(self.id))
        if self.expires_at is not None and self.expires_at <= at:
            raise errors.PayableExpired(payable_id=str(self.id))

    def ensure_expected(self, expected: Money | None) -> None:
        """Refuse when the client believes that something else is due."""
        if expected is None or expected == self.amount:
            return
        if expected.currency != self.currency:
            raise errors.WrongCurrency(currency=self.currency)
        raise errors.AmountDiffers(amount_minor=self.amount_minor, currency=self.currency)

    def close(self, *, at: dt.datetime) -> bool:
        """Take no new payments; a paid or closed one stays as it is."""
        if self.state != PayableState.OPEN:
            return False
        self.state = PayableState.CLOSED
        self.closed_at = at
        return True

    def pay(self, *, at: dt.datetime) -> bool:
        """Note that the whole amount came, be it late; False when it was paid already."""
        if self.state == PayableState.PAID:
            return False
        self.state = PayableState.PAID
        self.paid_minor = self.amount_minor
        self.paid_at = at
        return True
