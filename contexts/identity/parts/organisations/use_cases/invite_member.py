"""Ask somebody to join an organisation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from riz import values
from riz.actor import Actor
from riz.use_cases import use_case

from ...accounts import api as accounts
from ...activity.api import Action, record_act
from ...roles import api as role_catalogue
from .. import contracts, models, queries
from ..contracts import OrganisationStatus
from ..domain import limits
from ..domain.inviting import check_inviter
from ..domain.policies import MANAGE_MEMBERS
from ..errors import AlreadyMember, OrganisationSuspended, TooManyInvitations
from . import _authority, _role_assignment


@use_case
def invite_member(
    *, organisation_id: UUID, email: str, roles: Iterable[str], actor: Actor, at: dt.datetime
) -> contracts.Invitation:
    """Ask whoever owns an address to join in some roles, by a mail with a link that is good once and for a week.

    The answer is the same whether or not the address has an account. An invitation that is open for the same
    address is withdrawn. Owners are made of members; only the portal asks somebody to be an owner.

    Raises:
        OrganisationNotFound: there is none, or it is none of the caller's.
        Forbidden: the caller does not care for its members.
        OrganisationSuspended: nobody joins it meanwhile.
        BadValue: the text is no e-mail address.
        RoleUnknown: the organisation has no such role.
        RoleReachesTooFar: a role carries what the caller does not hold.
        AlreadyMember: the address is a member's.
        TooManyInvitations: too many are open, or were sent in the last day by the caller, or to the address.
    """
    authority = _authority.lock(organisation_id=organisation_id, actor=actor)
    authority.require(MANAGE_MEMBERS)
    row, codes = authority.organisation, sorted(set(roles))
    if row.status != OrganisationStatus.ACTIVE:
        raise OrganisationSuspended
    _role_assignment.check_known(codes=codes, organisation=row)
    offered = role_catalogue.find_roles(codes=codes)
    check_inviter(actor=authority.actor, place=authority.place, offered=offered)
    address = values.email(email)
    if row.memberships.filter(user__email=address).exists():
        raise AlreadyMember
    row.invitations.open().filter(email=address).update(withdrawn_at=at)
    _check_number(row, address, actor, at)
    invitation = models.Invitation.objects.create(
        organisation=row,
        email=address,
        roles=codes,
        invited_by=actor.id,
        created_at=at,
        expires_at=at + limits.INVITATION_LIFETIME,
    )
    _send(invitation, at)
    record_act(
        Action.MEMBER_INVITED,
        by=actor,
        on=("organisation", row.id),
        at=at,
        invitation_id=invitation.id,
        roles=codes,
    )
    return queries.to_invitation(invitation, at=at)


def _check_number(row: models.Organisation, address: str, actor: Actor, at: dt.datetime) -> None:
    """Count what the caller sent for whichever organisation: whoever may have ten has no more mails for it."""
    lately = models.Invitation.objects.filter(invited_by=actor.id, created_at__gt=at - limits.A_DAY)
    if (
        row.invitations.pending(at).count() >= limits.MOST_OPEN_INVITATIONS
        or lately.count() >= limits.MOST_INVITATIONS_A_DAY
        or lately.filter(email=address).count() >= limits.MOST_INVITATIONS_TO_ONE_ADDRESS_A_DAY
    ):
        raise TooManyInvitations(retry_after_seconds=int(limits.A_DAY.total_seconds()))


def _send(invitation: models.Invitation, at: dt.datetime) -> None:
    try:
        accounts.open_mail_link(
            kind=accounts.MailLinkKind.INVITATION,
            recipient=invitation.email,
            user_id=None,
            subject_id=invitation.id,
            lifetime=limits.INVITATION_LIFETIME,
            at=at,
        )
    except accounts.TooManyAttempts as too_many:
        raise TooManyInvitations(**too_many.details) from too_many
