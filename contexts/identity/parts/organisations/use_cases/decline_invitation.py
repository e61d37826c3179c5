"""Tell an organisation that asked: no."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.use_cases import use_case

from ...activity.api import Action, record_act
from .. import queries
from . import _answers


@use_case
def decline_invitation(
    *,
    actor: Actor,
    at: dt.datetime,
    token: str | None = None,
    invitation_id: UUID | None = None,
) -> None:
    """Decline an invitation: whoever has the mail may, with an account or without; who is signed in, from their own list.

    Raises:
        MailLinkInvalid: the token is not ours, was used, or its invitation is over.
        InvitationNotFound: the caller has no such invitation.
    """
    address = queries.verified_address(actor)
    found = _answers.find(
        token=token, invitation_id=invitation_id, address=address, actor=actor, at=at
    )
    invitation = _answers.lock(found, token=token, at=at)
    invitation.declined_at = at
    invitation.save(update_fields=["declined_at"])
    record_act(
        Action.INVITATION_DECLINED,
        by=actor,
        on=("organisation", invitation.organisation_id),
        at=at,
        invitation_id=invitation.id,
    )
