"""The relay's statements: what is deliverable, who may deliver it, and the count of the attempt.

All instants are the database's. An attempt is counted and committed before its handler runs, so that
an event which kills the process is counted too; that commit need not reach the disk first, for a
count that a crash of the database loses costs nothing.
"""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from riz.outbox.publishing import PARTS

MAX_ATTEMPTS = 8
LONGEST_BACK_OFF_SECONDS = 3600
UNKNOWN_EVENT_SECONDS = 10


def back_off(doublings: str) -> str:
    """Return the SQL of how long to wait after so many doublings, with a quarter of jitter either way."""
    return (
        f"make_interval(secs => least(%(cap)s, %(back_off)s * power(2, {doublings}))"
        " * (0.75 + random() / 2))"
    )


_FIND = """
SELECT h.handler, array_agg(p.part)
FROM unnest(%(handlers)s::text[]) AS h(handler) CROSS JOIN generate_series(0, %(last_part)s) AS p(part)
WHERE EXISTS (
    SELECT 1 FROM outbox_delivery d
    WHERE d.state = 'PENDING' AND d.handler = h.handler AND d.part = p.part
      AND d.available_at <= clock_timestamp()
)
GROUP BY h.handler
"""

# Earlier deliveries of the same aggregate and handler that have to be out of the way first.
_WAITS = """
EXISTS (
    SELECT 1 FROM outbox_delivery e
    WHERE e.state <> 'DONE' AND e.handler = d.handler AND e.aggregate_id = d.aggregate_id
      AND e.aggregate_type = d.aggregate_type AND e.event_id < d.event_id AND ({what})
)
"""
_WAITS_IN_GROUP = _WAITS.format(
    what="e.state = 'PENDING' AND (e.attempts > 0 OR e.available_at > clock_timestamp())"
    " OR e.state = 'DEAD' AND %(blocks)s"
)
_WAITS_ALONE = _WAITS.format(what="e.state = 'PENDING' OR e.state = 'DEAD' AND %(blocks)s")

_CLAIM = """
WITH picked AS MATERIALIZED (
    SELECT due.id
    FROM unnest(%(parts)s::smallint[]) AS p(part) CROSS JOIN LATERAL (
        SELECT d.id, d.event_id FROM outbox_delivery d
        WHERE d.state = 'PENDING' AND d.handler = %(handler)s AND d.part = p.part
          AND d.available_at <= clock_timestamp() AND d.attempts {attempts} AND NOT {waits}
        ORDER BY d.event_id LIMIT %(limit)s
    ) AS due
    ORDER BY due.event_id LIMIT %(limit)s
), counted AS (
    UPDATE outbox_delivery d SET attempts = attempts + 1 {also}
    FROM picked, (SELECT set_config('synchronous_commit', 'off', true)) AS s
    WHERE d.id = picked.id AND d.state = 'PENDING'
    RETURNING d.id, d.event_id, d.attempts
)
SELECT c.id, c.attempts, e.event_id, e.name, e.aggregate_type, e.aggregate_id, e.aggregate_version,
       e.payload::text, e.stored_at, e.actor, e.correlation_id, e.traceparent
FROM counted c JOIN outbox_event e ON e.id = c.event_id
ORDER BY c.event_id
"""
_CLAIM_GROUP = _CLAIM.format(attempts="= 0", waits=_WAITS_IN_GROUP, also="")
_CLAIM_ALONE = _CLAIM.format(
    attempts="> 0",
    waits=_WAITS_ALONE,
    # Backed off before it runs: should it take the process down, the next one has others to turn to.
    also=", available_at = clock_timestamp() + " + back_off("d.attempts"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A delivery whose attempt has been counted, with its event."""

    id: UUID
    attempts: int
    event_id: UUID
    name: str
    aggregate: tuple[str, UUID]
    aggregate_version: int
    payload: dict[str, Any]
    stored_at: dt.datetime
    actor: str
    correlation_id: str
    traceparent: str


def find(handlers: Sequence[str]) -> dict[str, list[int]]:
    """Return, for each handler, the parts in which something is due."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND, {"handlers": list(handlers), "last_part": PARTS - 1})
        return dict(cursor.fetchall())


@contextmanager
def lock(handler: str, parts: Sequence[int]) -> Iterator[list[int]]:
    """Keep other relays off a handler's parts; yields the parts that were free.

    The locks belong to the session: a relay that dies or is cut off loses them, and its connection
    must go to the server itself rather than to a pooler that shares sessions.
    """
    key = _lock_key(handler)
    held = _lock_function("pg_try_advisory_lock", key, parts)
    try:
        yield held
    finally:
        # A broken connection has lost the locks already, and its caller closes it.
        with suppress(DatabaseError, InterfaceError):
            _lock_function("pg_advisory_unlock", key, held)


def claim_group(handler: str, parts: Sequence[int], *, limit: int, blocks: bool) -> list[Claim]:
    """Count the first attempt of up to `limit` deliveries, the oldest first."""
    return _claim(_CLAIM_GROUP, handler, parts, limit, blocks=blocks)


def claim_alone(handler: str, parts: Sequence[int], *, blocks: bool) -> Claim | None:
    """Count another attempt of one delivery that failed, or was counted when a process died."""
    found = _claim(_CLAIM_ALONE, handler, parts, 1, blocks=blocks)
    return found[0] if found else None


def back_off_parameters() -> dict[str, float]:
    """Return what `back_off` needs."""
    return {"cap": LONGEST_BACK_OFF_SECONDS, "back_off": settings.RIZ_RELAY_BACK_OFF_SECONDS}


def _claim(
    statement: str, handler: str, parts: Sequence[int], limit: int, *, blocks: bool
) -> list[Claim]:
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {
                "handler": handler,
                "parts": list(parts),
                "limit": limit,
                "blocks": blocks,
                **back_off_parameters(),
            },
        )
        return [_to_claim(row) for row in cursor.fetchall()]


def _to_claim(row: tuple[Any, ...]) -> Claim:
    return Claim(
        id=row[0],
        attempts=row[1],
        event_id=row[2],
        name=row[3],
        aggregate=(row[4], row[5]),
        aggregate_version=row[6],
        payload=json.loads(row[7]),
        stored_at=row[8],
        actor=row[9],
        correlation_id=row[10],
        traceparent=row[11],
    )


def _lock_key(handler: str) -> int:
    return zlib.crc32(handler.encode()) - 2**31


def _lock_function(function: str, key: int, parts: Sequence[int]) -> list[int]:
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT part FROM unnest(%s::int[]) AS p(part) WHERE {function}(%s, part)",  # noqa: S608 - one of two names
            [list(parts), key],
        )
        return [part for (part,) in cursor.fetchall()]
