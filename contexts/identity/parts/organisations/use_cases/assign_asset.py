"""Put a thing into somebody's care."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.policies import allows, assignables
from riz.use_cases import use_case

from ...activity.api import Action, record_act
from .. import contracts, models, queries
from ..domain.policies import ASSIGN_SHARED, MANAGE_MEMBERS
from ..errors import AssetBeyondOwn, MemberDisabled
from . import _authority, _role_assignment


@use_case
def assign_asset(
    *,
    organisation_id: UUID,
    user_id: UUID,
    kind: str,
    asset_id: UUID,
    actor: Actor,
    at: dt.datetime,
) -> contracts.Assignment:
    """Assign a thing to a member; what is assigned already stays as it is.

    It opens the thing to an asset manager only where the thing is the organisation's own: identity knows no things, so
    whoever asks for a permission names both. What is shared is everybody's, so only the portal assigns it.

    Raises:
        OrganisationNotFound: there is none, or it is none of the caller's.
        Forbidden: the caller does not care for its members.
        MemberNotFound: the person does not belong to it.
        MemberDisabled: the account is disabled and gets nothing new.
        AssetBeyondOwn: things of this kind are assigned by the portal.
        KeyError: nobody stated that things of this kind can be assigned.
    """
    authority = _authority.lock(organisation_id=organisation_id, actor=actor, people=(user_id,))
    authority.require(MANAGE_MEMBERS)
    row = authority.organisation
    member = authority.member(user_id)
    if not member.user.is_active:
        raise MemberDisabled
    stated = assignables()[kind]
    if stated.shared_under and not allows(authority.actor, ASSIGN_SHARED, stated):
        raise AssetBeyondOwn
    assignment, is_new = models.Assignment.objects.select_related("user").get_or_create(
        organisation=row,
        user_id=user_id,
        kind=kind,
        asset_id=asset_id,
        defaults={"assigned_at": at, "assigned_by": actor.id},
    )
    if is_new:
        record_act(
            Action.ASSET_ASSIGNED,
            by=actor,
            on=(kind.lower(), asset_id),
            of=user_id,
            at=at,
            organisation_id=row.id,
        )
        _role_assignment.forget(user_id)
    return queries.to_assignment(assignment)
