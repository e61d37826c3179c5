"""Say which roles a member holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from riz.actor import Actor
from riz.use_cases import use_case

from ...sessions import api as sessions
from .. import contracts, models, queries
from ..domain.policies import HAND_OVER, MANAGE_MEMBERS
from ..errors import MemberDisabled
from . import _authority, _role_assignment


@use_case
def set_member_roles(
    *,
    organisation_id: UUID,
    user_id: UUID,
    roles: Iterable[str],
    actor: Actor,
    at: dt.datetime,
) -> contracts.Member:
    """Replace a member's roles in an organisation; their next request knows it.

    Who becomes an owner or is one no longer takes an owner who has just shown anew who they are.

    Raises:
        OrganisationNotFound: there is none, or it is none of the caller's.
        Forbidden: the caller does not care for its members.
        MemberNotFound: the person does not belong to it.
        MemberDisabled: the account is disabled and gets nothing new.
        RoleUnknown: the organisation has no such role.
        RoleReachesTooFar: a role that is given or taken carries what the caller does not hold.
        StepUpRequired: ownership changes, and the caller has not shown lately who they are.
        LastOwner: nobody else owns the organisation.
    """
    authority = _authority.lock(organisation_id=organisation_id, actor=actor, people=(user_id,))
    authority.require(MANAGE_MEMBERS)
    row = authority.organisation
    member = authority.member(user_id)
    held = set(row.role_grants.filter(user_id=user_id).values_list("role", flat=True))
    wanted = set(roles)
    added, removed = wanted - held, held - wanted
    if added and not member.user.is_active:
        raise MemberDisabled
    _role_assignment.check_known(codes=added, organisation=row)
    _role_assignment.check_hand_out(
        codes=added | removed, organisation_id=row.id, actor=authority.actor
    )
    if (added | removed) & set(models.OWNER_ROLES):
        authority.require(HAND_OVER)
        sessions.require_recent_authentication(actor=actor, at=at)
    _role_assignment.give(user_id=user_id, codes=added, organisation_id=row.id, actor=actor, at=at)
    _role_assignment.revoke(
        user_id=user_id, codes=removed, organisation_id=row.id, actor=actor, at=at
    )
    return queries.get_member(organisation_id=row.id, user_id=user_id)
