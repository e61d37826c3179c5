"""Bring one piece of news to the customer."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import orjson

from ..gateways import customer
from ..models import SandboxWebhook


def deliver_webhook(*, webhook_id: UUID, at: dt.datetime) -> bool:
    """Post a webhook once, unless somebody else does so now; tell whether it was taken."""
    webhooks = SandboxWebhook.objects
    row = webhooks.claim(webhook_id, at=at)
    if row is None:
        return False
    try:
        customer.post_webhook(event_id=row.id, body=orjson.dumps(row.payload).decode(), at=at)
    except customer.NotAccepted as refused:
        webhooks.put_off(row, str(refused), at=at)
        return False
    return webhooks.finish(row, state=SandboxWebhook.State.SENT)
