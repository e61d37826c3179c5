"""Work a webhook off: a hint, so the object itself is asked about."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import connection
from django.db.models import F

from riz.errors import RizError
from riz.use_cases import use_case

from .. import errors, models
from ..domain.backoff import retry_delay
from ..gateways.protocol import GatewayIntent
from ..gateways.registry import get_gateway
from .record_charge import record_charge

LEASE = dt.timedelta(seconds=30)
MOST_ATTEMPTS = 8
_State = models.WebhookInbox.State


def process_webhook(*, webhook_id: UUID, at: dt.datetime) -> None:
    """Ask the gateway about the object and record its word; all older hints at it are settled with that.

    An object that we do not know yet may be of a call whose answer we still wait for: it is tried again.
    """
    row = _claim(webhook_id, at)
    if row is None:
        return
    try:
        told = get_gateway(name=row.gateway).retrieve(gateway_intent_id=row.object_id)
        record_charge(intent_id=_intent_of(row, told), told=told, at=at)
    except RizError as refusal:
        _put_off(row, refusal, at)
    else:
        _finish(row, at)


@use_case
def _claim(webhook_id: UUID, at: dt.datetime) -> models.WebhookInbox | None:
    """Take the row unless another one of the same object is in somebody's hands."""
    rows = models.WebhookInbox.objects
    row = rows.filter(id=webhook_id).first()
    if row is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [row.object_id])
    if row.attempts >= MOST_ATTEMPTS and row.state == _State.PENDING:
        # Whoever tried it last never came back: a webhook that kills its workers is not tried for ever.
        rows.filter(id=row.id).update(state=_State.DEAD, lease_until=None, error="no attempt ended")
        return None
    same_object = rows.filter(gateway=row.gateway, object_id=row.object_id, state=_State.PENDING)
    if same_object.filter(lease_until__gt=at).exists():
        return None
    taken = rows.filter(id=row.id, state=_State.PENDING, next_attempt_at__lte=at).update(
        attempts=F("attempts") + 1, lease_until=at + LEASE, next_attempt_at=at + LEASE
    )
    return rows.get(id=row.id) if taken else None


def _intent_of(row: models.WebhookInbox, told: GatewayIntent) -> UUID:
    """Find the intent by the gateway's id, or by the reference that we gave when we created it there."""
    rows = models.PaymentIntent.objects.filter(gateway=row.gateway)
    known = rows.filter(gateway_intent_id=told.id).values_list("id", flat=True).first()
    if known is not None:
        return known
    try:
        return UUID(told.reference)
    except ValueError as foreign:
        raise errors.IntentNotFound(reference=told.reference) from foreign


def _finish(row: models.WebhookInbox, at: dt.datetime) -> None:
    models.WebhookInbox.objects.filter(
        gateway=row.gateway,
        object_id=row.object_id,
        state=_State.PENDING,
        received_at__lte=max(at, row.received_at),
    ).update(state=_State.DONE, lease_until=None, finished_at=at, error="")


def _put_off(row: models.WebhookInbox, refusal: RizError, at: dt.datetime) -> None:
    is_over = row.attempts >= MOST_ATTEMPTS
    models.WebhookInbox.objects.filter(id=row.id).update(
        state=_State.DEAD if is_over else _State.PENDING,
        next_attempt_at=at + retry_delay(row.attempts),
        lease_until=None,
        error=f"{refusal.code}: {refusal.message}",
    )
