"""Rows of notifications for its own tests."""

from __future__ import annotations

from datetime import UTC, datetime

import factory

from contexts.notifications import models
from contexts.notifications.contracts import Kind
from riz.ids import new_id

AT = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)


class MessageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Message

    id = factory.LazyFunction(new_id)
    kind = Kind.BOOKING_CONFIRMED
    recipient = "asha@riz.example"
    locale = "en"
    subject = "Confirmed: your booking TRP-2026-000123"
    text = "Dear Asha"
    html = "<p>Dear Asha</p>"
    dedupe_key = factory.Sequence(lambda number: f"confirmed:{number}")
    message_id = factory.LazyAttribute(lambda message: f"<{message.id}@riz.example>")
    subject_id = factory.LazyFunction(new_id)
    next_attempt_at = AT
    created_at = AT
