"""Give a confidential application a new secret."""

from __future__ import annotations

import datetime as dt
import secrets as random
from uuid import UUID

from riz.actor import Actor
from riz.locking import lock
from riz.policies import require
from riz.use_cases import use_case

from ...activity.api import Action, record_act
from .. import models
from ..contracts import NewApplication
from ..domain import policies
from ..errors import ApplicationNotFound


@use_case
def renew_application_secret(
    *, application_id: UUID, actor: Actor, at: dt.datetime
) -> NewApplication:
    """Replace the secret at once; the new one is shown this once.

    Raises:
        Forbidden: the caller does not manage accounts.
        ApplicationNotFound: there is none, or it is a public one.
    """
    require(actor, policies.MANAGE_APPLICATIONS)
    row = lock(
        models.Application,
        id=application_id,
        client_type=models.Application.CLIENT_CONFIDENTIAL,
        refusal=ApplicationNotFound,
    )
    secret = random.token_urlsafe(32)
    row.client_secret = secret
    row.save(update_fields=["client_secret"])
    record_act(Action.APPLICATION_SECRET_RENEWED, by=actor, on=("application", row.id), at=at)
    return NewApplication(id=row.id, client_id=row.client_id, client_secret=secret)
