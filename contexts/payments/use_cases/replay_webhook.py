"""Have a webhook worked off again."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.policies import require
from riz.use_cases import use_case

from .. import errors, models
from ..domain import policies


@use_case
def replay_webhook(*, webhook_id: UUID, actor: Actor, at: dt.datetime) -> None:
    """Put a webhook back among those to be worked off, as if it had just come.

    Raises:
        ReplayNotAllowed: the actor may not.
        WebhookNotFound: there is none.
    """
    require(actor, policies.REPLAY_WEBHOOK, refusal=errors.ReplayNotAllowed)
    found = models.WebhookInbox.objects.filter(id=webhook_id).update(
        state=models.WebhookInbox.State.PENDING,
        attempts=0,
        next_attempt_at=at,
        lease_until=None,
        finished_at=None,
    )
    if not found:
        raise errors.WebhookNotFound(webhook_id=str(webhook_id))
