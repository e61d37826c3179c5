"""End somebody's membership: another's, or one's own."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.use_cases import use_case

from .. import models
from ..domain.policies import HAND_OVER, LEAVE, MANAGE_MEMBERS
from . import _authority, _role_assignment


@use_case
def remove_member(
    *,
    organisation_id: UUID,
    user_id: UUID,
    actor: Actor,
    at: dt.datetime,
    shown_at: dt.datetime | None = None,
) -> None:
    """Remove a member, or leave: roles, things in their care and, of somebody removed, open invitations go with it.

    Raises:
        OrganisationNotFound: there is none, or it is none of the caller's.
        Forbidden: the caller removes somebody else and does not care for members.
        MemberNotFound: the person does not belong to it.
        RoleReachesTooFar: the person holds what the caller does not.
        StepUpRequired: another owner is removed, and the caller has not shown lately who they are.
        LastOwner: nobody else owns the organisation.
    """
    authority = _authority.lock(organisation_id=organisation_id, actor=actor, people=(user_id,))
    is_leaving = user_id == actor.id
    if not is_leaving:
        authority.require(MANAGE_MEMBERS)
    row = authority.organisation
    authority.member(user_id)
    if is_leaving:
        authority.require(LEAVE)
    else:
        _check_removal(authority, user_id, at, shown_at)
        row.invitations.open().filter(invited_by=user_id).update(withdrawn_at=at)
    _role_assignment.leave(user_id=user_id, organisation_id=row.id, actor=actor, at=at)


def _check_removal(
    authority: _authority.Authority, user_id: UUID, at: dt.datetime, shown_at: dt.datetime | None
) -> None:
    held = set(
        authority.organisation.role_grants.filter(user_id=user_id).values_list("role", flat=True)
    )
    _role_assignment.check_hand_out(
        codes=held, organisation_id=authority.organisation.id, actor=authority.actor
    )
    if held & set(models.OWNER_ROLES):
        authority.require(HAND_OVER)
        _authority.require_recent(authority=authority, at=at, shown_at=shown_at)
