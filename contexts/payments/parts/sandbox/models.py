"""The sandbox's own books."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from riz import columns
from riz.ids import new_id
from riz.work.backoff import Backoff
from riz.work.models import LeasedWork, Work

from . import errors
from .contracts import SandboxState
from .domain.methods import CHALLENGE_DECLINED, DECLINES, Method


class SandboxIntent(models.Model):
    """A charge. It is captured in full or not at all."""

    id = models.TextField(primary_key=True)
    reference = models.TextField()
    amount_minor = models.BigIntegerField()
    currency = columns.CurrencyField()
    state = models.TextField(default=SandboxState.REQUIRES_PAYMENT_METHOD)
    payment_method = models.TextField(blank=True)
    decline_code = models.TextField(blank=True)
    challenge_token = models.TextField(blank=True)
    settles_at = models.DateTimeField(null=True)
    captured_minor = models.BigIntegerField(default=0)
    refunded_minor = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="sandbox_refunds_never_exceed_captured",
                condition=Q(refunded_minor__gte=0, captured_minor__gte=F("refunded_minor")),
            ),
            models.CheckConstraint(
                name="sandbox_captures_the_amount_or_nothing",
                condition=Q(captured_minor=0) | Q(captured_minor=F("amount_minor")),
            ),
            models.UniqueConstraint(
                name="sandbox_challenge_token_is_unique",
                fields=["challenge_token"],
                condition=~Q(challenge_token=""),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["settles_at"],
                name="sandbox_settles",
                condition=Q(state=SandboxState.PROCESSING),
            )
        ]

    def __str__(self) -> str:
        return self.id

    def charge(self, *, method: Method, challenge_token: str, settles_at: dt.datetime) -> None:
        """Do what the payment method is for."""
        if self.state != SandboxState.REQUIRES_PAYMENT_METHOD:
            raise errors.ChargeSettled(state=self.state)
        self.payment_method = method
        if method in DECLINES:
            self._fail(DECLINES[method])
        elif method == Method.THREE_D_SECURE:
            self.state = SandboxState.REQUIRES_ACTION
            self.challenge_token = challenge_token
        elif method == Method.LATE_SUCCESS:
            self.state = SandboxState.PROCESSING
            self.settles_at = settles_at
        else:
            self.capture()

    def answer(self, *, is_approved: bool) -> bool:
        """Take the payer's answer to the challenge; False when it was given before."""
        reached = SandboxState.SUCCEEDED if is_approved else SandboxState.FAILED
        if self.state == reached:
            return False
        if self.state != SandboxState.REQUIRES_ACTION:
            raise errors.ChargeSettled(state=self.state)
        if is_approved:
            self.capture()
        else:
            self._fail(CHALLENGE_DECLINED)
        return True

    def capture(self) -> None:
        """Take the money."""
        self.state = SandboxState.SUCCEEDED
        self.captured_minor = self.amount_minor

    def cancel(self) -> bool:
        """Call the charge off unless it is settled."""
        if self.state not in {SandboxState.REQUIRES_PAYMENT_METHOD, SandboxState.REQUIRES_ACTION}:
            return False
        self.state = SandboxState.CANCELLED
        return True

    def _fail(self, code: str) -> None:
        self.state = SandboxState.FAILED
        self.decline_code = code


class SandboxRefund(models.Model):
    """Money given back."""

    id = models.TextField(primary_key=True)
    intent = models.ForeignKey(SandboxIntent, on_delete=models.PROTECT, related_name="refunds")
    amount_minor = models.BigIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="sandbox_refund_is_positive", condition=Q(amount_minor__gt=0)
            )
        ]

    def __str__(self) -> str:
        return self.id


class SandboxKey(models.Model):
    """An idempotency key with the parameters it came with and the thing it made."""

    key = models.TextField(primary_key=True)
    parameters = models.JSONField()
    object_id = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.key


class SandboxWebhook(LeasedWork):
    """News for the sandbox's customer, delivered by HTTP until it is taken."""

    class State(models.TextChoices):
        """How far the delivery is."""

        PENDING = "PENDING", "pending"
        SENT = "SENT", "sent"
        DEAD = "DEAD", "given up"

    work = Work(
        task="payments.deliver_sandbox_webhook",
        lease=dt.timedelta(seconds=40),
        backoff=Backoff(
            first=dt.timedelta(seconds=1), longest=dt.timedelta(minutes=30), most_attempts=12
        ),
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    type = models.TextField()
    payload = models.JSONField()
    state = models.TextField(choices=State.choices, default=State.PENDING)
    created_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["next_attempt_at"],
                name="sandbox_webhook_due",
                condition=Q(state="PENDING"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.id}"
