"""Webhooks that gateways sent us."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import Q

from riz.ids import new_id
from riz.work.backoff import Backoff
from riz.work.models import LeasedWork, Work


class WebhookInbox(LeasedWork):
    """A gateway's webhook, kept before anything is done about it."""

    class State(models.TextChoices):
        """How far the webhook is."""

        PENDING = "PENDING", "pending"
        DONE = "DONE", "done"
        DEAD = "DEAD", "given up"

    work = Work(
        task="payments.process_webhook",
        lease=dt.timedelta(seconds=30),
        backoff=Backoff(
            first=dt.timedelta(seconds=5), longest=dt.timedelta(hours=1), most_attempts=8
        ),
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    gateway = models.TextField()
    event_id = models.TextField()
    type = models.TextField()
    object_id = models.TextField()
    payload = models.JSONField()
    received_at = models.DateTimeField()
    state = models.TextField(choices=State.choices, default=State.PENDING)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "webhook"
        constraints: ClassVar = [
            models.UniqueConstraint(name="webhook_taken_once", fields=["gateway", "event_id"])
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_attempt_at"], name="webhook_due", condition=Q(state="PENDING")
            ),
            models.Index(
                fields=["gateway", "object_id"],
                name="webhook_pending_by_object",
                condition=Q(state="PENDING"),
            ),
        ]

    def __str__(self) -> str:
        return self.type
