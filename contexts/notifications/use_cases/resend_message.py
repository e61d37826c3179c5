"""Have a message sent that was given up."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from riz.actor import Actor

from .. import errors, models


@transaction.atomic
def resend_message(*, message_id: UUID, actor: Actor, at: dt.datetime) -> None:
    """Queue a dead message again.

    Raises:
        ResendNotAllowed: the actor may not.
        MessageNotFound: there is none.
        MessageNotDead: it was sent, or is still being tried.
    """
    if not actor.can("notifications.manage"):
        raise errors.ResendNotAllowed
    row = models.Message.objects.select_for_update().filter(id=message_id).first()
    if row is None:
        raise errors.MessageNotFound(message_id=str(message_id))
    row.revive(at=at)
    row.save(update_fields=["state", "attempts", "next_attempt_at"])
