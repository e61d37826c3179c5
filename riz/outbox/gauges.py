"""How far behind the relay is, read from the tables when metrics are scraped."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from riz import events


@dataclass(frozen=True, slots=True, kw_only=True)
class HandlerGauges:
    """The unfinished deliveries of one handler."""

    handler: str
    pending: int
    dead: int
    oldest_pending_seconds: float
    is_known: bool


def gauges() -> tuple[HandlerGauges, ...]:
    """Return the gauges of every handler that this code knows or that has something unfinished."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d.handler, count(*) FILTER (WHERE d.state = 'PENDING'),"
            " count(*) FILTER (WHERE d.state = 'DEAD'), min(d.event_id) FILTER (WHERE d.state = 'PENDING')"
            " FROM outbox_delivery d WHERE d.state <> 'DONE' GROUP BY d.handler"
        )
        unfinished = {row[0]: row[1:] for row in cursor.fetchall()}
        cursor.execute(
            "SELECT id, extract(epoch FROM clock_timestamp() - stored_at) FROM outbox_event WHERE id = ANY(%s)",
            [[oldest for _, _, oldest in unfinished.values() if oldest]],
        )
        ages = dict(cursor.fetchall())
    known = set(events.handlers())
    return tuple(
        HandlerGauges(
            handler=handler,
            pending=pending,
            dead=dead,
            oldest_pending_seconds=max(0.0, float(ages.get(oldest, 0))),
            is_known=handler in known,
        )
        for handler in sorted(known | unfinished.keys())
        for pending, dead, oldest in [unfinished.get(handler, (0, 0, None))]
    )
