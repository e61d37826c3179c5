"""Take a role from somebody."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz import policies
from riz.actor import Actor
from riz.errors import Forbidden
from riz.use_cases import use_case

from .. import models
from ..domain.policies import GRANT, MANAGE_MEMBERS
from . import _authority, _role_assignment


@use_case
def withdraw_role(
    *, user_id: UUID, role: str, actor: Actor, at: dt.datetime, organisation_id: UUID | None = None
) -> None:
    """Take a role away; the next request of each of the person's sessions knows it. Twice is as once.

    Raises:
        Forbidden: the caller manages neither accounts nor this organisation's members.
        OrganisationNotFound: there is none, or it is none of the caller's.
        RoleReachesTooFar: the role carries what the caller does not hold.
        LastOwner: nobody else owns the organisation.
    """
    by_portal = policies.allows(actor, GRANT)
    if organisation_id is None:
        if not by_portal:
            raise Forbidden
        _authority.lock_people(user_id)
    else:
        authority = _authority.lock(organisation_id=organisation_id, actor=actor, people=(user_id,))
        if not by_portal:
            authority.require(MANAGE_MEMBERS)
            if role in models.OWNER_ROLES:
                raise Forbidden
            _role_assignment.check_hand_out(
                codes=[role], organisation_id=organisation_id, actor=authority.actor
            )
    _role_assignment.revoke(
        user_id=user_id, codes=[role], organisation_id=organisation_id, actor=actor, at=at
    )
