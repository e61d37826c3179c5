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
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from riz.outbox.publishing import PARTS

MAX_ATTEMPTS = 8
LONGEST_BACK_OFF_SECONDS = 3600
UNKNOWN_EVENT_SECONDS = 10
LEAST_OF_PART = 4


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

# What is due, the oldest first. A delivery waits for the earlier ones of its aggregate and handler that have been
# tried, are backed off or, where the handler says so, are dead; new ones of an aggregate may follow each other.
_DUE = """
WITH due AS MATERIALIZED (
  SELECT of_part.* FROM unnest(%(parts)s::smallint[]) AS p(part) CROSS JOIN LATERAL (
    SELECT d.id, d.event_id, d.attempts FROM outbox_delivery d
    WHERE d.state = 'PENDING' AND d.handler = %(handler)s AND d.part = p.part
      AND d.available_at <= clock_timestamp()
      AND NOT EXISTS (
        SELECT 1 FROM outbox_delivery e
        WHERE e.state <> 'DONE' AND e.handler = d.handler AND e.aggregate_id = d.aggregate_id
          AND e.aggregate_type = d.aggregate_type AND e.event_id < d.event_id
          AND (e.state = 'PENDING' AND (e.attempts > 0 OR e.available_at > clock_timestamp())
               OR e.state = 'DEAD' AND %(blocks)s)
      )
    ORDER BY d.event_id LIMIT %(limit_of_part)s
  ) AS of_part
  ORDER BY of_part.event_id LIMIT %(limit)s
)
SELECT due.id, due.attempts, e.event_id, e.name, e.aggregate_type, e.aggregate_id, e.aggregate_version,
       e.payload::text, e.stored_at, e.actor, e.correlation_id, e.traceparent
FROM due JOIN outbox_event e ON e.id = due.event_id
ORDER BY due.event_id
"""

_COUNT = """
UPDATE outbox_delivery SET attempts = attempts + 1
FROM (SELECT set_config('synchronous_commit', 'off', true)) AS s
WHERE id = ANY(%(ids)s) AND state = 'PENDING'
RETURNING id
"""
# Backed off before it runs: should it take the process down, the next one has others to turn to.
_COUNT_ALONE = _COUNT.replace(
    "attempts + 1", f"attempts + 1, available_at = clock_timestamp() + {back_off('attempts')}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A delivery with its event; `attempts` are those counted so far."""

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


def list_due(handler: str, parts: Sequence[int], *, limit: int, blocks: bool) -> list[Claim]:
    """Return what may be delivered now, the oldest first; nothing is counted yet."""
    parameters: dict[str, Any] = {
        "handler": handler,
        "parts": list(parts),
        "limit": limit,
        "limit_of_part": min(limit, max(LEAST_OF_PART, 2 * limit // len(parts))),
        "blocks": blocks,
    }
    with connection.cursor() as cursor:
        cursor.execute(_DUE, parameters)
        return [_to_claim(row) for row in cursor.fetchall()]


def count_group(due: Sequence[Claim]) -> list[Claim]:
    """Count an attempt of each; returns those that are still there to be delivered."""
    return _count(_COUNT, due)


def count_alone(due: Claim) -> list[Claim]:
    """Count an attempt of one that failed, or was counted when a process died, and back it off for the next."""
    return _count(_COUNT_ALONE, [due])


def back_off_parameters() -> dict[str, float]:
    """Return what `back_off` needs."""
    return {"cap": LONGEST_BACK_OFF_SECONDS, "back_off": settings.RIZ_RELAY_BACK_OFF_SECONDS}


def _count(statement: str, due: Sequence[Claim]) -> list[Claim]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"ids": [claim.id for claim in due], **back_off_parameters()})
        counted = {id_ for (id_,) in cursor.fetchall()}
    return [replace(claim, attempts=claim.attempts + 1) for claim in due if claim.id in counted]


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
