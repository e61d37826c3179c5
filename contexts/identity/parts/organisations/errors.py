"""What organisations refuse, and what to do about it."""

from __future__ import annotations

from riz.errors import Conflict, Forbidden, Invalid, NotFound, TooMany


class OrganisationNotFound(NotFound):
    """No organisation has this id, or it is none of the caller's."""

    code = "identity.organisation_not_found"
    message = "There is no such organisation."


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


class MemberDisabled(Conflict):
    """The person's account is disabled: it gets nothing new."""

    code = "identity.member_disabled"
    message = "This person's account is disabled."


class AlreadyMember(Conflict):
    """Whoever has this address belongs to the organisation already."""

    code = "identity.already_member"
    message = "This person is a member already. Change the roles instead."


class RoleUnknown(Invalid):
    """No role of this code can be held in this organisation; `details["errors"]` names it."""

    code = "identity.role_unknown"
    message = "This organisation has no such role."


class LastOwner(Conflict):
    """An organisation keeps an owner."""

    code = "identity.last_owner"
    message = "An organisation needs an owner. Hand the ownership over first."


class EmailNotVerified(Forbidden):
    """The caller has not shown yet that their address is theirs."""

    code = "identity.email_not_verified"
    message = "Verify your e-mail address first: follow the link in the mail that we sent."


class InvitationNotFound(NotFound):
    """No invitation has this id, or it is none of the caller's."""

    code = "identity.invitation_not_found"
    message = "There is no such invitation."


class InvitationForAnother(Forbidden):
    """The invitation went to an address that is not the caller's."""

    code = "identity.invitation_for_another"
    message = "This invitation went to another address. Sign in with the account of that address."


class TooManyInvitations(TooMany):
    """The organisation has invited as many people as it may for now."""

    code = "identity.too_many_invitations"
    message = "Too many invitations are open or were sent lately. Withdraw some, or wait."


class AssignmentNotFound(NotFound):
    """No assignment of this organisation has this id."""

    code = "identity.assignment_not_found"
    message = "There is no such assignment."


class AssetBeyondOwn(Forbidden):
    """Things of the whole portal, such as destinations, are put into somebody's care by the portal."""

    code = "identity.asset_beyond_own"
    message = "Destinations are put into somebody's care by the portal's staff."
