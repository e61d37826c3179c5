"""The trail of a thing: every event of the requests that touched it, and who took each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from riz.outbox import models


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An event on the trail; `handlers` maps handlers to how far their deliveries are."""

    number: int
    name: str
    aggregate_id: UUID
    aggregate_version: int
    occurred_at: dt.datetime
    handlers: dict[str, str]


def list_trail(*, aggregate_id: UUID) -> tuple[Step, ...]:
    """List, in order, the events of an aggregate and those that share a correlation with one of them."""
    correlations = models.OutboxEvent.objects.filter(aggregate_id=aggregate_id).values(
        "correlation_id"
    )
    related = models.OutboxEvent.objects.filter(correlation_id__in=correlations).exclude(
        correlation_id=""
    )
    own = models.OutboxEvent.objects.filter(aggregate_id=aggregate_id)
    rows = (related | own).distinct().order_by("id").prefetch_related("deliveries")
    return tuple(
        Step(
            number=row.id,
            name=row.name,
            aggregate_id=row.aggregate_id,
            aggregate_version=row.aggregate_version,
            occurred_at=row.occurred_at,
            handlers={delivery.handler: delivery.state for delivery in row.deliveries.all()},
        )
        for row in rows
    )
