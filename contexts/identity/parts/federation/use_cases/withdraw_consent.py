"""Take back what one allowed an application."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.locking import lock
from riz.use_cases import use_case

from ...activity.api import Action, record_act
from .. import models
from ..errors import ApplicationNotFound


@use_case
def withdraw_consent(*, application_id: UUID, actor: Actor, at: dt.datetime) -> None:
    """Withdraw the caller's consent; the application's codes and tokens for them are gone with it.

    Raises:
        ApplicationNotFound: the caller allowed no such application anything.
    """
    if actor.id is None:
        raise ApplicationNotFound
    row = lock(
        models.Consent, application_id=application_id, user_id=actor.id, refusal=ApplicationNotFound
    )
    row.delete()
    record_act(Action.APPLICATION_WITHDRAWN, by=actor, on=("application", application_id), at=at)
