"""Join an organisation that asked."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.locking import lock
from riz.use_cases import use_case

from ...activity.api import Action, record_act
from .. import contracts, models, queries
from ..contracts import OrganisationStatus
from ..errors import (
    EmailNotVerified,
    InvitationForAnother,
    InvitationLapsed,
    OrganisationSuspended,
)
from . import _answers, _authority, _role_assignment


@use_case
def accept_invitation(
    *,
    actor: Actor,
    at: dt.datetime,
    token: str | None = None,
    invitation_id: UUID | None = None,
) -> contracts.OrganisationRecord:
    """Become a member in the roles that were offered, named by the link's token or by the id in one's own list.

    Only the account of the address that was asked may accept, and only once that address is verified; a link
    that was opened by the wrong account stays good for the right one.

    Raises:
        EmailNotVerified: the caller has not verified their address.
        MailLinkInvalid: the token is not ours, was used, or its invitation is over.
        InvitationNotFound: the caller has no such invitation.
        InvitationForAnother: it went to another address.
        OrganisationSuspended: nobody joins it meanwhile.
        InvitationLapsed: whoever sent it might not send it any more, or none of its roles is left.
    """
    address = queries.verified_address(actor)
    if actor.id is None or address is None:
        raise EmailNotVerified
    found = _answers.find(
        token=token, invitation_id=invitation_id, address=address, actor=actor, at=at
    )
    if found.email != address:
        raise InvitationForAnother
    # Whoever sent it too: they are demoted, disabled and erased under the same locks.
    _authority.lock_people(actor.id, found.invited_by or actor.id)
    organisation = lock(models.Organisation, id=found.organisation_id)
    invitation = _answers.lock(found, token=token, at=at)
    if organisation.status != OrganisationStatus.ACTIVE:
        raise OrganisationSuspended
    if queries.lapsed([invitation]):
        raise InvitationLapsed
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    _join(invitation, organisation, actor, actor.id, at)
    return queries.to_record(organisation, actor=actor)


def _join(
    invitation: models.Invitation,
    organisation: models.Organisation,
    actor: Actor,
    user_id: UUID,
    at: dt.datetime,
) -> None:
    _role_assignment.join(
        user_id=user_id,
        organisation_id=organisation.id,
        invited_by=invitation.invited_by,
        at=at,
    )
    _role_assignment.give(
        user_id=user_id,
        codes=_role_assignment.still_known(codes=invitation.roles, organisation=organisation),
        organisation_id=organisation.id,
        actor=actor,
        at=at,
    )
    record_act(
        Action.MEMBER_JOINED,
        by=actor,
        on=("organisation", organisation.id),
        of=user_id,
        at=at,
        invitation_id=invitation.id,
    )
