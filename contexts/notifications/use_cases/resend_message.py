"""Have a message sent that was given up."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.policies import require
from riz.use_cases import use_case

from .. import errors, models
from ..domain import policies


@use_case
def resend_message(*, message_id: UUID, actor: Actor, at: dt.datetime) -> None:
    """Queue a dead message again.

    Raises:
        ResendNotAllowed: the actor may not.
        MessageNotFound: there is none.
        MessageNotDead: it was sent, or is still being tried.
    """
    require(actor, policies.RESEND, refusal=errors.ResendNotAllowed)
    row = models.Message.objects.select_for_update().filter(id=message_id).first()
    if row is None:
        raise errors.MessageNotFound(message_id=str(message_id))
    row.revive(at=at)
    row.save(update_fields=["state", "attempts", "next_attempt_at"])
