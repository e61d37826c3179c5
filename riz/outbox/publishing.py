"""Appending events to the outbox inside the transaction of the change they tell of."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from uuid import UUID

from django.db import connection, transaction

from riz import trace
from riz.events import Event, Subscription, subscriptions, to_payload
from riz.outbox import models, nudge

PARTS = 16
MAX_PAYLOAD_BYTES = 256 * 1024


class NoOpenTransaction(RuntimeError):
    """`publish` was called outside a transaction: an event must share the fate of its change."""


class PayloadTooLarge(ValueError):
    """An event carries ids and a few facts; what is larger is fetched by whoever needs it."""


def publish(*events: Event) -> None:
    """Append events and one delivery for each subscribed handler; the relay is nudged after the commit.

    Raises:
        NoOpenTransaction: there is no transaction whose fate the events could share.
        PayloadTooLarge: an event is larger than `MAX_PAYLOAD_BYTES`.
    """
    if not connection.in_atomic_block:
        raise NoOpenTransaction("publish(...) needs an open transaction")
    if not events:
        return
    versions = _next_versions(events)
    stored = models.OutboxEvent.objects.bulk_create(
        [_to_row(event, version) for event, version in zip(events, versions, strict=True)]
    )
    deliveries = [
        delivery
        for event, row in zip(events, stored, strict=True)
        for delivery in deliveries_of(row, subscriptions(event.name))
    ]
    if deliveries:
        models.Delivery.objects.bulk_create(deliveries)
        transaction.on_commit(nudge.wake_relays)


def part_of(aggregate_id: UUID) -> int:
    """Return the partition of an aggregate: relays share work by it, so one aggregate is never in two hands."""
    return zlib.crc32(aggregate_id.bytes) % PARTS


def deliveries_of(
    row: models.OutboxEvent, subscribed: Iterable[Subscription]
) -> list[models.Delivery]:
    """Build the delivery rows of a stored event."""
    return [
        models.Delivery(
            event=row,
            handler=subscription.handler,
            part=part_of(row.aggregate_id),
            aggregate_type=row.aggregate_type,
            aggregate_id=row.aggregate_id,
        )
        for subscription in subscribed
    ]


def _to_row(event: Event, version: int) -> models.OutboxEvent:
    scope = trace.current()
    payload = to_payload(event)
    if len(json.dumps(payload)) > MAX_PAYLOAD_BYTES:
        raise PayloadTooLarge(f"{event.name} is larger than {MAX_PAYLOAD_BYTES} bytes")
    return models.OutboxEvent(
        name=event.name,
        aggregate_type=event.aggregate_type,
        aggregate_id=event.aggregate_id,
        aggregate_version=version,
        payload=payload,
        occurred_at=event.occurred_at,
        actor=scope.actor if scope else "",
        correlation_id=scope.correlation_id if scope else "",
        traceparent=scope.traceparent if scope else "",
    )


def _next_versions(events: tuple[Event, ...]) -> list[int]:
    """Raise each aggregate's counter by its number of events and hand the versions out in order.

    Counters are locked in one order, whatever the order of the events, so that publishers of the
    same aggregates can't deadlock each other here.
    """
    wanted: dict[tuple[str, UUID], int] = {}
    for event in events:
        key = (event.aggregate_type, event.aggregate_id)
        wanted[key] = wanted.get(key, 0) + 1
    following: dict[tuple[str, UUID], int] = {}
    with connection.cursor() as cursor:
        for key in sorted(wanted):
            cursor.execute(
                "INSERT INTO outbox_aggregate AS a (type, id, version) VALUES (%s, %s, %s)"
                " ON CONFLICT (type, id) DO UPDATE SET version = a.version + excluded.version"
                " RETURNING version",
                [*key, wanted[key]],
            )
            following[key] = cursor.fetchone()[0] - wanted[key]
    versions = []
    for event in events:
        key = (event.aggregate_type, event.aggregate_id)
        following[key] += 1
        versions.append(following[key])
    return versions
