"""Disable an application, or let it act again."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.locking import lock
from riz.policies import require
from riz.use_cases import use_case

from ...activity.api import Action, record_act
from .. import models
from ..domain import policies
from ..errors import ApplicationNotFound


@use_case
def set_application_usable(
    *, application_id: UUID, is_usable: bool, actor: Actor, at: dt.datetime
) -> None:
    """Disable it, which ends every code and token of it, or enable it; what people allowed stays. Twice is as once.

    Raises:
        Forbidden: the caller does not manage accounts.
        ApplicationNotFound: there is none.
    """
    require(actor, policies.MANAGE_APPLICATIONS)
    row = lock(models.Application, id=application_id, refusal=ApplicationNotFound)
    if (row.disabled_at is None) == is_usable:
        return
    row.disabled_at = None if is_usable else at
    row.save(update_fields=["disabled_at"])
    if not is_usable:
        for model in (models.AuthorizationCode, models.ProgramToken, models.ProgramRefreshToken):
            model.objects.filter(application=row).delete()
    action = Action.APPLICATION_ENABLED if is_usable else Action.APPLICATION_DISABLED
    record_act(action, by=actor, on=("application", row.id), at=at)
