"""Give somebody a role."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz import policies
from riz.actor import Actor
from riz.errors import Forbidden
from riz.use_cases import use_case

from ...accounts import api as accounts
from ...roles import api as roles
from .. import models
from ..domain.policies import GRANT, MANAGE_MEMBERS
from ..errors import MemberDisabled
from . import _authority, _role_assignment


@use_case
def grant_role(
    *, user_id: UUID, role: str, actor: Actor, at: dt.datetime, organisation_id: UUID | None = None
) -> None:
    """Give a role everywhere or for one organisation's things; what is held already stays as it is.

    Whoever manages accounts gives any role to anybody, who becomes a member where it is for one organisation. Whoever
    cares for an organisation's members gives its roles to them. Nobody gives what they do not hold.

    Raises:
        Forbidden: the caller manages neither accounts nor this organisation's members.
        UserNotFound: nobody has this id.
        OrganisationNotFound: there is none, or it is none of the caller's.
        MemberNotFound: the person does not belong to it, and the caller does not manage accounts.
        MemberDisabled: the account is disabled and gets nothing new.
        RoleNotFound, RoleUnknown, RoleNotForHere: there is no such role, or it can't be held there.
        RoleReachesTooFar: the role carries what the caller does not hold.
    """
    if organisation_id is None:
        policies.require(actor, GRANT)
        _check_person(user_id, _authority.lock_people(user_id))
        roles.describe_role(code=role)
        _role_assignment.check_hand_out(codes=[role], organisation_id=None, actor=actor)
    else:
        _check_in(organisation_id, user_id, role, actor)
        _role_assignment.join(user_id=user_id, organisation_id=organisation_id, at=at)
    _role_assignment.give(
        user_id=user_id, codes=[role], organisation_id=organisation_id, actor=actor, at=at
    )


def _check_person(user_id: UUID, active: set[UUID]) -> None:
    accounts.get_user(user_id=user_id)
    if user_id not in active:
        raise MemberDisabled


def _check_in(organisation_id: UUID, user_id: UUID, role: str, actor: Actor) -> None:
    by_portal = policies.allows(actor, GRANT)
    authority = _authority.lock(organisation_id=organisation_id, actor=actor, people=(user_id,))
    row = authority.organisation
    if not by_portal:
        authority.require(MANAGE_MEMBERS)
        authority.member(user_id)
        if role in models.OWNER_ROLES:
            raise Forbidden
    if not (by_portal and role in roles.ROLES and roles.ROLES[role].everywhere):
        _role_assignment.check_known(codes=[role], organisation=row)
    _check_person(user_id, _authority.lock_people(user_id))
    roles.describe_role(code=role)
    _role_assignment.check_hand_out(codes=[role], organisation_id=row.id, actor=authority.actor)
