"""Take back what was asked for of somebody's data, and what was told of them."""

from __future__ import annotations

import datetime as dt
from functools import partial
from uuid import UUID

from riz.actor import SYSTEM
from riz.outbox.publishing import publish
from riz.use_cases import use_case

from ...activity import api as activity
from .. import events, models, queries
from ..contracts import ErasureState


@use_case
def revoke_access(
    *, user_id: UUID, since: dt.datetime, at: dt.datetime, only: UUID | None = None
) -> None:
    """Delete exports, cancel the erasure that is due, and empty profile and preferences where they were changed since.

    With `only` nothing is done: none of these is a way in.
    """
    if only is not None:
        return
    models.DataExport.objects.filter(user_id=user_id).delete()
    due = models.Erasure.objects.filter(user_id=user_id, state=ErasureState.DUE)
    if due.update(state=ErasureState.CANCELLED, ended_at=at):
        activity.record_act(activity.Action.ERASURE_CANCELLED, by=SYSTEM, of=user_id, at=at)
    for table in (models.Profile, models.Preferences):
        row = table.objects.filter(user_id=user_id, updated_at__gte=since).first()
        if row is not None:
            table(user_id=user_id, version=row.version + 1, updated_at=at).save()
    queries.PROFILES.change(user_id, partial(queries.load_profile, user_id))
    queries.PREFERENCES.change(user_id, partial(queries.load_preferences, user_id))
    publish(events.ProfileChanged(user_id=user_id, occurred_at=at))
