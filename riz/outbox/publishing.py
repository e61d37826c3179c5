"""Appending events to the outbox inside the transaction of the change they tell of."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from riz import trace
from riz.events import Event, Subscription, subscriptions, to_payload
from riz.ids import new_id
from riz.outbox import models, nudge

PARTS = 16
MAX_PAYLOAD_BYTES = 256 * 1024

# One statement, for it is part of every change. An aggregate's counter is raised, and by that locked until the
# commit, before its events get their ids. Counters are taken in one order, so that publishers of the same
# aggregates can't deadlock each other here.
_APPEND = """
WITH given AS (
    SELECT * FROM jsonb_to_recordset(%(events)s::jsonb) AS g (
        number integer, event_id uuid, name text, aggregate_type text, aggregate_id uuid, place integer,
        part smallint, payload jsonb, occurred_at timestamptz, deliveries jsonb
    )
), counted AS (
    INSERT INTO outbox_aggregate AS a (type, id, version)
    SELECT aggregate_type, aggregate_id, count(*) FROM given GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (type, id) DO UPDATE SET version = a.version + excluded.version
    RETURNING type, id, version
), stored AS (
    INSERT INTO outbox_event (
        event_id, name, aggregate_type, aggregate_id, aggregate_version, payload, occurred_at,
        actor, correlation_id, traceparent
    )
    SELECT g.event_id, g.name, g.aggregate_type, g.aggregate_id, c.version - g.place, g.payload, g.occurred_at,
           %(actor)s, %(correlation_id)s, %(traceparent)s
    FROM given g JOIN counted c ON c.type = g.aggregate_type AND c.id = g.aggregate_id
    ORDER BY g.number
    RETURNING id, event_id
)
INSERT INTO outbox_delivery (
    id, event_id, handler, part, aggregate_type, aggregate_id, state, attempts, last_error
)
SELECT d.id, s.id, d.handler, g.part, g.aggregate_type, g.aggregate_id, 'PENDING', 0, ''
FROM stored s JOIN given g USING (event_id),
     jsonb_to_recordset(g.deliveries) AS d (id uuid, handler text)
"""


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
    given = {
        "events": json.dumps(_to_records(events)),
        "actor": scope.actor if scope else "",
        "correlation_id": scope.correlation_id if scope else "",
        "traceparent": scope.traceparent if scope else "",
    }
    with connection.cursor() as cursor:
        cursor.execute(_APPEND, given)
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
    payload = to_payload(event)
    if len(json.dumps(payload)) > MAX_PAYLOAD_BYTES:
        raise PayloadTooLarge(f"{event.name} is larger than {MAX_PAYLOAD_BYTES} bytes")
    return {
        "number": number,
        "event_id": str(new_id()),
        "name": event.name,
        "aggregate_type": event.aggregate_type,
        "aggregate_id": str(event.aggregate_id),
        "place": place,
        "part": part_of(event.aggregate_id),
        "payload": payload,
        "occurred_at": event.occurred_at.isoformat(),
        "deliveries": [
            {"id": str(new_id()), "handler": subscription.handler}
            for subscription in subscriptions(event.name)
        ],
    }
