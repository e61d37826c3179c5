"""Take a role from somebody."""

from __future__ import annotations

import datetime as dt
from functools import partial
from uuid import UUID

from django.db import transaction

from riz.actor import Actor
from riz.errors import Forbidden

from ...activity import api as activity
from ...roles.contracts import Role
from ...sessions import api as sessions
from .. import models


@transaction.atomic
def withdraw_role(
    *, user_id: UUID, role: Role, actor: Actor, at: dt.datetime, organisation_id: UUID | None = None
) -> None:
    """Take a role away; the next request of each of the person's sessions knows it. Twice is as once.

    Raises:
        Forbidden: the caller does not manage accounts.
    """
    if not actor.can("identity.manage"):
        raise Forbidden
    held = models.RoleGrant.objects.of(user_id=user_id, role=role, organisation_id=organisation_id)
    if not held.delete()[0]:
        return
    activity.note_security_event(
        action=activity.Action.ROLE_WITHDRAWN,
        user_id=user_id,
        actor=str(actor),
        metadata={"role": role, "organisation_id": organisation_id and str(organisation_id)},
        at=at,
    )
    transaction.on_commit(partial(sessions.forget_standing, user_id=user_id))
