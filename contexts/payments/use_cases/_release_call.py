"""Note that a call to the gateway came to nothing."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from .. import models
from ..contracts import IntentState


def release_call(*, intent_id: UUID, attempt: int, at: dt.datetime) -> None:
    """Let the intent wait for another payment method, after a definite refusal by the gateway."""
    models.PaymentIntent.objects.filter(
        id=intent_id, attempt=attempt, state=IntentState.REQUIRES_PAYMENT_METHOD
    ).update(call_started_at=None, checked_at=at)
