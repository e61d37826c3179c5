"""Take an invitation back."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.locking import lock
from riz.use_cases import use_case

from ...activity.api import Action, record_act
from ..domain.policies import MANAGE_MEMBERS
from ..errors import InvitationNotFound
from . import _authority


@use_case
def withdraw_invitation(
    *, organisation_id: UUID, invitation_id: UUID, actor: Actor, at: dt.datetime
) -> None:
    """Withdraw an open invitation: its link opens nothing any more. Twice is as once.

    Raises:
        OrganisationNotFound: there is none, or it is none of the caller's.
        Forbidden: the caller does not care for its members.
        InvitationNotFound: the organisation has no such invitation, or it was answered.
    """
    authority = _authority.lock(organisation_id=organisation_id, actor=actor)
    authority.require(MANAGE_MEMBERS)
    unanswered = authority.organisation.invitations.filter(accepted_at=None, declined_at=None)
    refusal = InvitationNotFound(invitation_id=str(invitation_id))
    row = lock(unanswered, id=invitation_id, refusal=refusal)
    if row.withdrawn_at is not None:
        return
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    record_act(
        Action.INVITATION_WITHDRAWN,
        by=actor,
        on=("organisation", organisation_id),
        at=at,
        invitation_id=row.id,
    )
