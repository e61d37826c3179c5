"""Bring one piece of news to the customer."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import orjson
from django.db.models import F

from riz.use_cases import use_case

from ..domain.schedule import LEASE, MOST_ATTEMPTS, pause_after
from ..gateways import customer
from ..models import SandboxWebhook


def deliver_webhook(*, webhook_id: UUID, at: dt.datetime) -> bool:
    """Post a webhook once, unless somebody else does so now; tell whether it was taken."""
    row = _claim(webhook_id, at)
    if row is None:
        return False
    try:
        customer.post_webhook(event_id=row.id, body=orjson.dumps(row.payload).decode(), at=at)
    except customer.NotTaken as refused:
        _put_off(row, str(refused), at)
        return False
    SandboxWebhook.objects.filter(id=row.id).update(state=SandboxWebhook.State.SENT, last_error="")
    return True


@use_case
def _claim(webhook_id: UUID, at: dt.datetime) -> SandboxWebhook | None:
    due = SandboxWebhook.objects.filter(
        id=webhook_id, state=SandboxWebhook.State.PENDING, next_attempt_at__lte=at
    )
    taken = due.update(attempts=F("attempts") + 1, next_attempt_at=at + LEASE)
    return SandboxWebhook.objects.get(id=webhook_id) if taken else None


def _put_off(row: SandboxWebhook, reason: str, at: dt.datetime) -> None:
    is_over = row.attempts >= MOST_ATTEMPTS
    SandboxWebhook.objects.filter(id=row.id).update(
        state=SandboxWebhook.State.DEAD if is_over else SandboxWebhook.State.PENDING,
        next_attempt_at=at + pause_after(row.attempts),
        last_error=reason[:500],
    )
