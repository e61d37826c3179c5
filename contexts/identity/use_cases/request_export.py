"""Ask for everything that RIZ knows of oneself."""

from __future__ import annotations

import datetime as dt

from riz.actor import Actor
from riz.errors import Forbidden
from riz.policies import require
from riz.use_cases import use_case

from .. import models
from ..parts.activity.api import Action, record_act
from ..parts.profiles.contracts import ExportState
from ..parts.profiles.domain import policies
from ..parts.profiles.queries import Export, to_export
from ..parts.sessions import api as sessions


@use_case
def request_export(*, actor: Actor, at: dt.datetime, ip: str | None = None) -> Export:
    """Write the wish down and return it; while one is being gathered, that one is returned.

    Raises:
        Forbidden: a program or a member of staff who acts as somebody else asks.
        StepUpRequired: the caller has not just shown who they are.
    """
    require(actor, policies.EXPORT, actor.id)
    if actor.id is None:
        raise Forbidden
    sessions.require_recent_authentication(actor=actor, at=at)
    row = models.DataExport(user_id=actor.id, requested_at=at, next_attempt_at=at)
    models.DataExport.objects.bulk_create([row], ignore_conflicts=True)
    stored = models.DataExport.objects.get(user_id=actor.id, state=ExportState.PENDING)
    if stored.id == row.id:
        record_act(Action.EXPORT_REQUESTED, by=actor, on=("export", row.id), ip=ip, at=at)
    return to_export(stored)
