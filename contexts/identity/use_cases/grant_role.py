"""Give somebody a role."""

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
from ..errors import UserNotFound
from ..gateways import session_standings
from .note_security_event import note_security_event


@transaction.atomic
def grant_role(
    *, user_id: UUID, role: Role, actor: Actor, at: dt.datetime, organisation_id: UUID | None = None
) -> None:
    """Give a role everywhere or for one organisation's things; what is held already stays as it is.

    Raises:
        Forbidden: the caller does not manage accounts.
        UserNotFound: nobody has this id.
        OrganisationNotFound: no organisation has this id.
    """
    if not actor.can("identity.manage"):
        raise Forbidden
    if models.User.objects.select_for_update().filter(id=user_id).first() is None:
        raise UserNotFound
    if organisation_id is not None:
        queries.get_organisation(organisation_id=organisation_id)
    held = models.RoleGrant.objects.of(user_id=user_id, role=role, organisation_id=organisation_id)
    if not held.exists():
        models.RoleGrant.objects.create(user_id=user_id, role=role, organisation_id=organisation_id)
        note_security_event(
            action=Action.ROLE_GRANTED,
            user_id=user_id,
            actor=str(actor),
            metadata={"role": role, "organisation_id": organisation_id and str(organisation_id)},
            at=at,
        )
        live = queries.live_session_ids(user_id=user_id)
        transaction.on_commit(partial(session_standings.forget, live))
