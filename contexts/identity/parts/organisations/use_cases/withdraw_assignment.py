"""Take a thing out of somebody's care."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.use_cases import use_case

from ...activity.api import Action, record_act
from ..domain.policies import MANAGE_MEMBERS
from ..errors import AssignmentNotFound
from . import _authority, _role_assignment


@use_case
def withdraw_assignment(
    *, organisation_id: UUID, assignment_id: UUID, actor: Actor, at: dt.datetime
) -> None:
    """Withdraw an assignment; the person's next request knows it.

    Raises:
        OrganisationNotFound: there is none, or it is none of the caller's.
        Forbidden: the caller does not care for its members.
        AssignmentNotFound: the organisation has no such assignment.
    """
    authority = _authority.lock(organisation_id=organisation_id, actor=actor)
    authority.require(MANAGE_MEMBERS)
    row = authority.organisation.assignments.filter(id=assignment_id).first()
    if row is None:
        raise AssignmentNotFound(assignment_id=str(assignment_id))
    row.delete()
    record_act(
        Action.ASSIGNMENT_WITHDRAWN,
        by=actor,
        on=(row.kind.lower(), row.asset_id),
        of=row.user_id,
        at=at,
        organisation_id=organisation_id,
    )
    _role_assignment.forget(row.user_id)
