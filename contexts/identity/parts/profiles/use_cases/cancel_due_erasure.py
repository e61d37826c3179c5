"""Have an account stay that was to be erased."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from ...activity import api as activity
from .. import models
from ..contracts import ErasureState


@transaction.atomic
def cancel_due_erasure(
    *, user_id: UUID, actor: str, at: dt.datetime, ip: str | None = None
) -> bool:
    """Cancel the erasure of an account that is due; tell whether one was."""
    due = models.Erasure.objects.select_for_update().filter(user_id=user_id, state=ErasureState.DUE)
    row = due.first()
    if row is None:
        return False
    row.state = ErasureState.CANCELLED
    row.ended_at = at
    row.save(update_fields=["state", "ended_at"])
    activity.note_security_event(
        action=activity.Action.ERASURE_CANCELLED,
        user_id=user_id,
        actor=actor,
        ip=ip,
        resource=("erasure", row.id),
        at=at,
    )
    return True
