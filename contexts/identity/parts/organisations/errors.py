"""Refusals of organisations, and what to do about them."""

from __future__ import annotations

from riz.errors import Conflict, Forbidden, Invalid, NotFound, TooMany


class OrganisationNotFound(NotFound):
    """No organisation has this id, or it is none of the caller's."""

    code = "identity.organisation_not_found"
    message = "There is no such organisation."
    organisation_id: str


class OrganisationSuspended(Conflict):
    """The portal has suspended the organisation: nobody joins it meanwhile."""

    code = "identity.organisation_suspended"
    message = "This organisation is suspended. Ask the portal's staff."


class OrganisationKindRefused(Forbidden):
    """Organisations of this kind are made by the portal."""

    code = "identity.organisation_kind_refused"
    message = "Sellers are made by the portal's staff. Ask them to make one for you."


class TooManyOrganisations(TooMany):
    """Somebody owns as many organisations as one person may."""

    code = "identity.too_many_organisations"
    message = "You own as many organisations as one person may."


class MemberNotFound(NotFound):
    """The person does not belong to the organisation."""

    code = "identity.member_not_found"
    message = "There is no such member."
    user_id: str


class MemberDisabled(Conflict):
    """The person can't sign in: the account is disabled, or its address not verified. It gets nothing new."""

    code = "identity.member_disabled"
    message = "This person's account is disabled, or its address is not verified."


class AlreadyMember(Conflict):
    """The owner of this address belongs to the organisation already."""

    code = "identity.already_member"
    message = "This person is a member already. Change the roles instead."


class RoleUnknown(Invalid):
    """No role of this code can be held in this organisation; `errors` names it."""

    code = "identity.role_unknown"
    message = "This organisation has no such role."


class LastOwner(Conflict):
    """An organisation keeps an owner who can act; those who are disabled don't count."""

    code = "identity.last_owner"
    message = "An organisation needs an owner who can sign in. Hand the ownership over first."


class EmailNotVerified(Forbidden):
    """The caller has not shown yet that their address is theirs."""

    code = "identity.email_not_verified"
    message = "Verify your e-mail address first: follow the link in the mail that we sent."


class InvitationNotFound(NotFound):
    """No invitation has this id, or it is none of the caller's."""

    code = "identity.invitation_not_found"
    message = "There is no such invitation."
    invitation_id: str | None = None


class InvitationForAnother(Forbidden):
    """The invitation went to an address that is not the caller's."""

    code = "identity.invitation_for_another"
    message = "This invitation went to another address. Sign in with the account of that address."


class InvitationLapsed(Conflict):
    """The sender of the invitation is gone, or may not hand out by now what it offers, or that is deleted."""

    code = "identity.invitation_lapsed"
    message = "What you were invited to can't be given any more. Ask the organisation for a new invitation."


class TooManyInvitations(TooMany):
    """The organisation, or the caller for whichever of theirs, has invited as many people as they may for now."""

    code = "identity.too_many_invitations"
    message = "Too many invitations are open or were sent lately. Withdraw some, or wait."


class OrganisationNameTaken(Conflict):
    """An organisation that the portal made has this name, or one that reads the same."""

    code = "identity.organisation_name_taken"
    message = "A seller on RIZ has this name. Choose one by which people can tell you apart."


class AssignmentNotFound(NotFound):
    """No assignment of this organisation has this id."""

    code = "identity.assignment_not_found"
    message = "There is no such assignment."
    assignment_id: str


class AssetBeyondOwn(Forbidden):
    """Things of the whole portal are put into somebody's care by the portal."""

    code = "identity.asset_beyond_own"
    message = (
        "Things that belong to no organisation are put into somebody's care by the portal's staff."
    )
