"""Appending events to the outbox inside the transaction of the change they tell of."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import orjson
from django.db import connection, transaction

from riz import trace
from riz.events import Event, Subscription, subscriptions, to_payload
from riz.ids import new_id
from riz.outbox import models, nudge

PARTS = 16
MAX_PAYLOAD_BYTES = 256 * 1024

# A function of the database (migration 0002): part of every change, planned once for each connection.
_APPEND = "SELECT outbox_append(%s, %s, %s, %s)"


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
    scope = trace.current()
    about = (scope.actor, scope.correlation_id, scope.traceparent) if scope else ("", "", "")
    with connection.cursor() as cursor:
        cursor.execute(_APPEND, [orjson.dumps(_to_records(events)).decode(), *about])
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


def _to_records(events: Sequence[Event]) -> list[dict[str, Any]]:
    """Write the events for the statement; `place` is how many events of the same aggregate follow."""
    following: Counter[tuple[str, UUID]] = Counter()
    records = []
    for number in reversed(range(len(events))):
        key = (events[number].aggregate_type, events[number].aggregate_id)
        records.append(_to_record(events[number], number=number, place=following[key]))
        following[key] += 1
    return records


def _to_record(event: Event, *, number: int, place: int) -> dict[str, Any]:
    payload = orjson.dumps(to_payload(event))
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise PayloadTooLarge(f"{event.name} is larger than {MAX_PAYLOAD_BYTES} bytes")
    return {
        "number": number,
        "event_id": str(new_id()),
        "name": event.name,
        "aggregate_type": event.aggregate_type,
        "aggregate_id": str(event.aggregate_id),
        "place": place,
        "part": part_of(event.aggregate_id),
        "payload": orjson.Fragment(payload),
        "occurred_at": event.occurred_at.isoformat(),
        "deliveries": [
            {"id": str(new_id()), "handler": subscription.handler}
            for subscription in subscriptions(event.name)
        ],
    }
