"""Take a webhook in: check it, keep it, nothing more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from .. import models
from ..gateways.registry import get_gateway


def receive_webhook(
    *, gateway_name: str, body: bytes, headers: Mapping[str, str], at: dt.datetime
) -> UUID:
    """Keep a webhook, once for each event id, and return its row's id.

    Raises:
        GatewayNotOffered: there is no such gateway here.
        WebhookRejected: it is not signed by the gateway, or too old.
    """
    notice = get_gateway(name=gateway_name).verify_webhook(body=body, headers=headers)
    row = models.WebhookInbox(
        gateway=gateway_name,
        event_id=notice.event_id,
        type=notice.type,
        object_id=notice.object_id,
        payload=notice.payload,
        received_at=at,
        next_attempt_at=at,
    )
    models.WebhookInbox.objects.bulk_create([row], ignore_conflicts=True)
    known = models.WebhookInbox.objects.filter(gateway=gateway_name, event_id=notice.event_id)
    return known.values_list("id", flat=True).get()
