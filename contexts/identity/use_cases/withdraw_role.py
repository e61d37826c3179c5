"""Take a role from somebody."""

from __future__ import annotations

import datetime as dt
from functools import partial
from uuid import UUID

from django.db import transaction

from riz.actor import Actor
from riz.errors import Forbidden

from .. import models, queries
from ..domain.activity import Action
from ..domain.roles import Role
from ..gateways import session_standings
from .note_security_event import note_security_event


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
    note_security_event(
        action=Action.ROLE_WITHDRAWN,
        user_id=user_id,
        actor=str(actor),
        metadata={"role": role, "organisation_id": organisation_id and str(organisation_id)},
        at=at,
    )
    live = queries.live_session_ids(user_id=user_id)
    transaction.on_commit(partial(session_standings.forget, live))
