"""Hand an organisation over to another member."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.outbox.publishing import publish
from riz.use_cases import use_case

from ...activity.api import Action, record_act
from .. import events, models
from ..domain.organisation_roles import OrganisationRoles, organisation_roles_of
from ..domain.policies import HAND_OVER
from ..errors import MemberDisabled
from . import _authority, _role_assignment


@use_case
def transfer_ownership(
    *,
    organisation_id: UUID,
    user_id: UUID,
    actor: Actor,
    at: dt.datetime,
    shown_at: dt.datetime | None = None,
) -> None:
    """Make a member the owner; the caller, or every owner where the portal does it, stays in the next lower role.

    Raises:
        OrganisationNotFound: there is none, or it is none of the caller's.
        Forbidden: the caller does not own it.
        StepUpRequired: the caller has not shown lately who they are.
        MemberNotFound: the person does not belong to it.
        MemberDisabled: they can't sign in.
    """
    authority = _authority.lock(organisation_id=organisation_id, actor=actor, people=(user_id,))
    authority.require(HAND_OVER)
    _authority.require_recent(authority=authority, at=at, shown_at=shown_at)
    row = authority.organisation
    member = authority.member(user_id)
    if not member.user.may_sign_in:
        raise MemberDisabled
    former = [owner for owner in _outgoing(row, actor) if owner != user_id]
    roles_there = organisation_roles_of(row.kind)
    _role_assignment.give(
        user_id=user_id, codes=[roles_there.owner], organisation_id=row.id, actor=actor, at=at
    )
    for owner in former:
        _step_down(owner, row, roles_there, actor, at)
    record_act(
        Action.OWNERSHIP_TRANSFERRED,
        by=actor,
        on=("organisation", row.id),
        of=user_id,
        at=at,
        former=[str(owner) for owner in former],
    )
    publish(events.OwnershipTransferred(organisation_id=row.id, owner_id=user_id, occurred_at=at))


def _outgoing(row: models.Organisation, actor: Actor) -> list[UUID]:
    owners = list(row.role_grants.of_owners().values_list("user_id", flat=True))
    return [actor.id] if actor.id in owners else owners


def _step_down(
    owner: UUID,
    row: models.Organisation,
    roles_there: OrganisationRoles,
    actor: Actor,
    at: dt.datetime,
) -> None:
    _role_assignment.give(
        user_id=owner,
        codes=[roles_there.after_owner],
        organisation_id=row.id,
        actor=actor,
        at=at,
    )
    _role_assignment.revoke(
        user_id=owner, codes=[roles_there.owner], organisation_id=row.id, actor=actor, at=at
    )
