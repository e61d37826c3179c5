"""Attempts to pay."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import Q

from riz import columns
from riz.ids import new_id
from riz.money import Money

from .. import errors
from ..contracts import IntentState
from ..domain.intents import LIVE, is_progress
from .choices import choices
from .payables import Payable


class PaymentIntent(models.Model):
    """An attempt to pay. `call_started_at` is set while a call to the gateway may be under way."""

    id = models.UUIDField(primary_key=True, default=new_id)
    payable = models.ForeignKey(Payable, on_delete=models.PROTECT, related_name="intents")
    gateway = models.TextField()
    gateway_intent_id = models.TextField(blank=True)
    amount_minor = models.BigIntegerField()
    currency = columns.CurrencyField()
    state = models.TextField(
        choices=choices(IntentState), default=IntentState.REQUIRES_PAYMENT_METHOD
    )
    payment_method = models.TextField(blank=True)
    decline_code = models.TextField(blank=True)
    next_action_url = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    attempt = models.PositiveIntegerField(default=0)
    call_started_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField()
    created_at = models.DateTimeField()
    succeeded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_live_intent_per_payable",
                fields=["payable"],
                condition=Q(state__in=sorted(LIVE)),
            ),
            models.UniqueConstraint(
                name="one_intent_per_gateway_intent",
                fields=["gateway", "gateway_intent_id"],
                condition=~Q(gateway_intent_id=""),
            ),
            models.CheckConstraint(
                name="intent_amount_is_positive", condition=Q(amount_minor__gt=0)
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["checked_at"],
                name="intent_unsettled",
                condition=Q(state__in=sorted(LIVE)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount.format()} through {self.gateway}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def visible_state(self) -> IntentState:
        """The state that the payer sees: while a first call is under way its outcome is open."""
        state = IntentState(self.state)
        if state == IntentState.REQUIRES_PAYMENT_METHOD and self.call_started_at is not None:
            return IntentState.PROCESSING
        return state

    def ensure_not_lost(self) -> None:
        """Refuse what came to nothing, with the same words at every repetition."""
        if self.state == IntentState.FAILED:
            raise errors.PaymentDeclined(
                intent_id=str(self.id), decline_code=self.decline_code or "declined"
            )
        if self.state == IntentState.CANCELLED:
            raise errors.IntentCancelled(intent_id=str(self.id))

    def start_call(self, *, payment_method: str, at: dt.datetime) -> None:
        """Reserve a call to the gateway: from here on the gateway may be asked, under this attempt's keys."""
        self.payment_method = payment_method
        self.attempt += 1
        self.version += 1
        self.call_started_at = at
        self.checked_at = at

    @property
    def create_key(self) -> str:
        """The idempotency key under which the gateway hears of this intent, at whichever attempt."""
        return f"{self.id}:create"

    @property
    def confirm_key(self) -> str:
        """The idempotency key of the charge; a new one only after the gateway definitely refused."""
        return f"{self.id}:confirm:{self.attempt}"

    def apply_gateway_status(
        self, *, gateway_intent_id: str, state: IntentState, at: dt.datetime
    ) -> bool:
        """Take the gateway's word; True when it is news. The call is over unless the charge is still to come."""
        self.gateway_intent_id = gateway_intent_id
        self.checked_at = at
        if state != IntentState.REQUIRES_PAYMENT_METHOD:
            self.call_started_at = None
        if not is_progress(known=IntentState(self.state), reported=state):
            return False
        self.state = state
        self.version += 1
        return True
