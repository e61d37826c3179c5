"""Rows of payments for its own tests."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import factory

from contexts.payments import models
from riz.actor import Actor
from riz.ids import new_id

AT = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
PAYER = UUID("0198c5f0-1122-7aaa-8bbb-99aabbccddee")
PAYER_ACTOR = Actor(id=PAYER, kind="user")
STRANGER = Actor(id=UUID("0198c5f0-1122-7aaa-8bbb-000000000000"), kind="user")


class PayableFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Payable

    reference = factory.Sequence(lambda number: f"TRP-2026-{number:06d}")
    description = "Unakoti and Jampui Hills, 4 days"
    payer_id = PAYER
    amount_minor = 1_575_000
    currency = "INR"
    created_at = AT


class PaymentIntentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.PaymentIntent

    payable = factory.SubFactory(PayableFactory)
    gateway = "sandbox"
    amount_minor = factory.SelfAttribute("payable.amount_minor")
    currency = factory.SelfAttribute("payable.currency")
    checked_at = AT
    created_at = AT


class WebhookInboxFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.WebhookInbox

    gateway = "sandbox"
    event_id = factory.LazyFunction(lambda: str(new_id()))
    type = "payment_intent.succeeded"
    object_id = "pi_sandbox_unknown"
    payload = factory.LazyFunction(dict)
    received_at = AT
    next_attempt_at = AT
