"""Work a webhook off: a hint, so the object itself is asked about."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import connection

from riz.errors import RizError
from riz.use_cases import use_case

from .. import errors, models
from ..gateways.protocol import GatewayIntent
from ..gateways.registry import get_gateway
from .record_charge import record_charge


def process_webhook(*, webhook_id: UUID, at: dt.datetime) -> None:
    """Ask the gateway about the object and record its word; all older hints at it are settled with that.

    An object that we do not know yet may be of a call whose answer we still wait for: it is tried again.
    """
    row = _claim(webhook_id, at)
    if row is None:
        return
    try:
        charge = get_gateway(name=row.gateway).retrieve(gateway_intent_id=row.object_id)
        record_charge(intent_id=_intent_of(row, charge), charge=charge, at=at)
    except RizError as refusal:
        models.WebhookInbox.objects.put_off(row, f"{refusal.code}: {refusal.message}", at=at)
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
    same_object = rows.waiting().filter(gateway=row.gateway, object_id=row.object_id)
    if same_object.filter(lease_until__gt=at).exists():
        return None
    return rows.claim(webhook_id, at=at)


def _intent_of(row: models.WebhookInbox, charge: GatewayIntent) -> UUID:
    """Find the intent by the gateway's id, or by the reference that we gave when we created it there."""
    rows = models.PaymentIntent.objects.filter(gateway=row.gateway)
    known = rows.filter(gateway_intent_id=charge.id).values_list("id", flat=True).first()
    if known is not None:
        return known
    try:
        return UUID(charge.reference)
    except ValueError as foreign:
        raise errors.IntentNotFound(reference=charge.reference) from foreign


def _finish(row: models.WebhookInbox, at: dt.datetime) -> None:
    settled = models.WebhookInbox.objects.waiting().filter(
        gateway=row.gateway, object_id=row.object_id, received_at__lte=max(at, row.received_at)
    )
    settled.update(
        state=models.WebhookInbox.State.DONE, lease_until=None, finished_at=at, last_error=""
    )
