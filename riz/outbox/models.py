"""The outbox tables: what happened, how far each aggregate has come, and who still has to hear of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.db.models.indexes import Index

from riz.ids import new_id


class Aggregate(models.Model):
    """The version counter of one aggregate.

    Its row lock is held until the publishing transaction commits, so versions, and the ids of an
    aggregate's events, follow the order of commits whatever the publisher locked itself.
    """

    pk = models.CompositePrimaryKey("type", "id")
    type = models.TextField()
    id = models.UUIDField()
    version = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.type} {self.id}"


class OutboxEvent(models.Model):
    """A domain event, never changed."""

    id = models.BigAutoField(primary_key=True)
    event_id = models.UUIDField(unique=True, default=new_id)
    name = models.TextField()
    aggregate_type = models.TextField()
    aggregate_id = models.UUIDField()
    aggregate_version = models.PositiveIntegerField()
    payload = models.JSONField()
    occurred_at = models.DateTimeField()
    stored_at = models.DateTimeField(db_default=Now())
    actor = models.TextField(blank=True)
    correlation_id = models.TextField(blank=True)
    traceparent = models.TextField(blank=True)

    class Meta:
        db_table = "outbox_event"
        verbose_name = "event"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["aggregate_id", "aggregate_type", "aggregate_version"],
                name="one_event_per_version",
            )
        ]
        indexes: ClassVar = [
            Index(fields=["name", "id"], name="outbox_event_by_name"),
            Index(
                fields=["correlation_id"],
                name="outbox_event_correlation",
                condition=~models.Q(correlation_id=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """An event that one handler has to take; the order is that of `event_id` within an aggregate."""

    class State(models.TextChoices):
        """How far the delivery is."""

        PENDING = "PENDING", "pending"
        DONE = "DONE", "done"
        DEAD = "DEAD", "given up"

    id = models.UUIDField(primary_key=True, default=new_id)
    event = models.ForeignKey(
        OutboxEvent, on_delete=models.CASCADE, related_name="deliveries", db_index=False
    )
    handler = models.TextField()
    part = models.PositiveSmallIntegerField()
    aggregate_type = models.TextField()
    aggregate_id = models.UUIDField()
    state = models.TextField(choices=State.choices, default=State.PENDING)
    attempts = models.PositiveIntegerField(default=0)
    available_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "handler"], name="one_delivery_per_handler")
        ]
        indexes: ClassVar = [
            Index(
                fields=["handler", "part", "event"],
                name="outbox_delivery_pending",
                include=["available_at"],
                condition=models.Q(state="PENDING"),
            ),
            Index(
                fields=["handler", "aggregate_id", "event"],
                name="outbox_delivery_unfinished",
                condition=~models.Q(state="DONE"),
            ),
            Index(
                fields=["finished_at"],
                name="outbox_delivery_finished",
                condition=models.Q(state="DONE"),
            ),
        ]

    def __str__(self) -> str:
        return self.handler


class PurgedRange(models.Model):
    """Which events of a name a handler had taken when its finished deliveries were deleted.

    A replay creates what is missing, and must not take a purged delivery for one that never was.
    """

    pk = models.CompositePrimaryKey("handler", "event_name")
    handler = models.TextField()
    event_name = models.TextField()
    first_event_id = models.BigIntegerField()
    last_event_id = models.BigIntegerField()

    class Meta:
        db_table = "outbox_purged_range"

    def __str__(self) -> str:
        return f"{self.handler} {self.event_name}: {self.first_event_id} to {self.last_event_id}"
