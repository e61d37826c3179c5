"""Give somebody a role."""

from __future__ import annotations

import datetime as dt
from functools import partial
from uuid import UUID

from django.db import transaction

from riz.actor import Actor
from riz.errors import Forbidden

from ...accounts import api as accounts
from ...activity import api as activity
from ...roles.contracts import Role
from ...sessions import api as sessions
from .. import models, queries


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
    accounts.get_user(user_id=user_id)
    if organisation_id is not None:
        queries.get_organisation(organisation_id=organisation_id)
    held = models.RoleGrant.objects.of(user_id=user_id, role=role, organisation_id=organisation_id)
    if not held.exists():
        models.RoleGrant.objects.create(user_id=user_id, role=role, organisation_id=organisation_id)
        activity.note_security_event(
            action=activity.Action.ROLE_GRANTED,
            user_id=user_id,
            actor=str(actor),
            metadata={"role": role, "organisation_id": organisation_id and str(organisation_id)},
            at=at,
        )
        transaction.on_commit(partial(sessions.forget_standing, user_id=user_id))
