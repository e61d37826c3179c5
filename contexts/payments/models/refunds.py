"""Refunds of payments."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import Q

from riz import columns
from riz.ids import new_id
from riz.money import Money
from riz.work.backoff import Backoff
from riz.work.models import LeasedWork, Work

from ..contracts import RefundState
from .choices import choices
from .intents import PaymentIntent
from .payables import Payable


class Refund(LeasedWork):
    """A refund of a payment. `surplus` ones return a second payment and never counted as paid.

    It is tried until the gateway answers: a failed one was refused there, and what it had promised is free again.
    """

    work = Work(
        task="payments.execute_refund",
        lease=dt.timedelta(seconds=60),
        backoff=Backoff(first=dt.timedelta(seconds=5), longest=dt.timedelta(hours=1)),
        given_up=None,
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    payable = models.ForeignKey(Payable, on_delete=models.PROTECT, related_name="refunds")
    intent = models.ForeignKey(PaymentIntent, on_delete=models.PROTECT, related_name="refunds")
    amount_minor = models.BigIntegerField()
    currency = columns.CurrencyField()
    reason = columns.LineField()
    surplus = models.BooleanField(default=False)
    state = models.TextField(choices=choices(RefundState), default=RefundState.PENDING)
    gateway_refund_id = models.TextField(blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="refund_amount_is_positive", condition=Q(amount_minor__gt=0)
            ),
            models.UniqueConstraint(
                name="one_surplus_refund_per_intent",
                fields=["intent"],
                condition=Q(surplus=True),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_attempt_at"],
                name="refund_due",
                condition=Q(state=RefundState.PENDING),
            ),
        ]

    def __str__(self) -> str:
        return f"refund of {self.amount.format()}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def key(self) -> str:
        """The idempotency key at the gateway: of this refund, not of its amount, so that two equal ones both go."""
        return f"{self.id}:refund"
