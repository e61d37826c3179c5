"""Upkeep of deliveries by staff and the clock: send the dead again, replay to a handler, delete the old."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from riz import events
from riz.actor import Actor
from riz.errors import NotFound
from riz.mapping import to_contract
from riz.outbox import models, nudge, policies
from riz.outbox.publishing import deliveries_of
from riz.policies import require

BATCH = 1000
KEPT = dt.timedelta(days=7)


class UnknownHandler(NotFound):
    """No handler has that name."""

    code = "events.unknown_handler"
    message = "No handler has this name; `manage.py outbox status` lists them."
    handler: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadDelivery:
    """A delivery that was given up."""

    id: UUID
    handler: str
    event_name: str
    aggregate_id: UUID
    attempts: int
    finished_at: dt.datetime | None
    last_error: str


def list_dead(*, handler: str = "", limit: int = 100) -> list[DeadDelivery]:
    """Return deliveries that were given up, the oldest first."""
    rows = models.Delivery.objects.filter(state=models.Delivery.State.DEAD).select_related("event")
    if handler:
        rows = rows.filter(handler=handler)
    return [
        to_contract(DeadDelivery, row, event_name=row.event.name, aggregate_id=row.aggregate_id)
        for row in rows.order_by("event_id")[:limit]
    ]


@transaction.atomic
def redeliver(
    *, actor: Actor, ids: Sequence[UUID] | None = None, handler: str = "", dry_run: bool = False
) -> int:
    """Give dead deliveries a new start; all of them, those of one handler, or those named. Returns how many.

    Raises:
        Forbidden: the actor may not look after events.
    """
    require(actor, policies.REDELIVER)
    dead = models.Delivery.objects.filter(state=models.Delivery.State.DEAD)
    if ids is not None:
        dead = dead.filter(id__in=ids)
    if handler:
        dead = dead.filter(handler=handler)
    return dead.count() if dry_run else _start_again(dead)


def replay(
    *,
    handler: str,
    event_name: str = "",
    from_id: int = 0,
    again: bool = False,
    dry_run: bool = False,
) -> int:
    """Create a handler's missing deliveries, from the first event on; returns how many it will take.

    Running it twice changes nothing. With `again` those that were done are taken once more too.

    Raises:
        UnknownHandler: no handler has that name.
    """
    subscribed = events.subscriptions_of(handler)
    if not subscribed:
        raise UnknownHandler(handler=handler)
    names = [name for name in subscribed if event_name in ("", name)]
    count = _redo(handler, names, from_id, dry_run=dry_run) if again else 0
    last = from_id - 1
    while rows := _missing(handler, names, after=last, count_purged=again):
        last = rows[-1].id
        count += len(rows)
        if not dry_run:
            _create(handler, rows)
    return count


def purge(*, at: dt.datetime, kept: dt.timedelta = KEPT, dry_run: bool = False) -> int:
    """Delete deliveries that were done before `at - kept`, remembering that they were; returns how many."""
    before = at - kept
    if dry_run:
        return models.Delivery.objects.filter(
            state=models.Delivery.State.DONE, finished_at__lt=before
        ).count()
    count = 0
    while deleted := _purge_batch(before):
        count += deleted
    return count


def _start_again(rows: QuerySet[models.Delivery]) -> int:
    count = rows.update(
        state=models.Delivery.State.PENDING,
        attempts=0,
        available_at=Now(),
        finished_at=None,
    )
    transaction.on_commit(nudge.wake_relays)
    return count


def _redo(handler: str, names: list[str], from_id: int, *, dry_run: bool) -> int:
    rows = models.Delivery.objects.filter(
        handler=handler, event__name__in=names, event_id__gte=from_id
    ).exclude(state=models.Delivery.State.PENDING)
    if dry_run:
        return rows.count()
    with transaction.atomic():
        return _start_again(rows)


def _missing(
    handler: str, names: list[str], *, after: int, count_purged: bool
) -> list[models.OutboxEvent]:
    """Return the next events for which the handler has no delivery, and had none that was purged."""
    return list(
        models.OutboxEvent.objects.raw(
            "SELECT e.* FROM outbox_event e"
            " LEFT JOIN outbox_purged_range p ON p.handler = %(handler)s AND p.event_name = e.name"
            " WHERE e.name = ANY(%(names)s) AND e.id > %(after)s"
            "  AND (%(count_purged)s OR p.handler IS NULL OR e.id NOT BETWEEN p.first_event_id AND p.last_event_id)"
            "  AND NOT EXISTS (SELECT 1 FROM outbox_delivery d WHERE d.event_id = e.id AND d.handler = %(handler)s)"
            " ORDER BY e.id LIMIT %(batch)s",
            {
                "handler": handler,
                "names": names,
                "after": after,
                "count_purged": count_purged,
                "batch": BATCH,
            },
        )
    )


@transaction.atomic
def _create(handler: str, rows: list[models.OutboxEvent]) -> None:
    deliveries = [
        delivery
        for row in rows
        for delivery in deliveries_of(row, [events.subscriptions_of(handler)[row.name]])
    ]
    models.Delivery.objects.bulk_create(deliveries, ignore_conflicts=True)
    transaction.on_commit(nudge.wake_relays)


@transaction.atomic
def _purge_batch(before: dt.datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH old AS ("
            "  SELECT id FROM outbox_delivery WHERE state = 'DONE' AND finished_at < %s"
            "  ORDER BY finished_at LIMIT %s FOR UPDATE SKIP LOCKED"
            "), gone AS ("
            "  DELETE FROM outbox_delivery d USING old WHERE d.id = old.id RETURNING d.handler, d.event_id"
            "), noted AS ("
            "  INSERT INTO outbox_purged_range AS r (handler, event_name, first_event_id, last_event_id)"
            "  SELECT g.handler, e.name, min(e.id), max(e.id) FROM gone g JOIN outbox_event e ON e.id = g.event_id"
            "  GROUP BY g.handler, e.name ORDER BY 1, 2"
            "  ON CONFLICT (handler, event_name) DO UPDATE"
            "  SET first_event_id = least(r.first_event_id, excluded.first_event_id),"
            "      last_event_id = greatest(r.last_event_id, excluded.last_event_id)"
            ") SELECT count(*) FROM gone",
            [before, BATCH],
        )
        return int(cursor.fetchone()[0])
