"""Write down news of a charge for the customer."""

from __future__ import annotations

import datetime as dt

from .. import models

_TYPES = {
    "REQUIRES_ACTION": "payment_intent.requires_action",
    "PROCESSING": "payment_intent.processing",
    "SUCCEEDED": "payment_intent.succeeded",
    "FAILED": "payment_intent.failed",
    "CANCELLED": "payment_intent.cancelled",
}


def announce(*, charge: models.SandboxIntent, at: dt.datetime) -> None:
    """Append the webhook that tells of the charge's present state, in the transaction that brought it there."""
    kind = _TYPES[charge.state]
    models.SandboxWebhook.objects.create(
        type=kind,
        payload={
            "type": kind,
            "timestamp": at.isoformat(),
            "data": {"id": charge.id, "reference": charge.reference},
        },
        next_attempt_at=at,
        created_at=at,
    )
