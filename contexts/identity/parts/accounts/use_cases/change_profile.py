"""Correct the facts of an account that are neither its address nor its rights."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from riz.actor import Actor

from ...activity import api as activity
from .. import models
from ..errors import UserNotFound


@transaction.atomic
def change_profile(
    *,
    user_id: UUID,
    full_name: str,
    phone: str,
    locale: str,
    time_zone: str,
    default_currency: str,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Replace the facts, one's own or, for those who manage accounts, anybody's.

    Raises:
        UserNotFound: nobody has this id, or the caller may not know that somebody has.
    """
    if actor.id != user_id and not actor.can("identity.manage"):
        raise UserNotFound
    row = models.User.objects.select_for_update().filter(id=user_id).first()
    if row is None:
        raise UserNotFound
    facts = {
        "full_name": full_name,
        "phone": phone,
        "locale": locale,
        "time_zone": time_zone,
        "default_currency": default_currency,
    }
    changed = [name for name, value in facts.items() if getattr(row, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(row, name, facts[name])
    row.save(update_fields=changed)
    activity.note_security_event(
        action=activity.Action.PROFILE_CHANGED,
        user_id=user_id,
        actor=str(actor),
        metadata={"fields": changed},
        at=at,
    )
