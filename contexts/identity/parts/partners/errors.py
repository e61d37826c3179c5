"""Refusals of partners, and what to do about them."""

from __future__ import annotations

from riz.errors import Conflict, Forbidden, Invalid, NotFound, TooMany, Unauthenticated


class PartnerNotFound(NotFound):
    """No partner has this id, or the caller may not know of it."""

    code = "identity.partner_not_found"
    message = "There is no such partner."


class CredentialNotFound(NotFound):
    """The partner has no credential of this id."""

    code = "identity.credential_not_found"
    message = "There is no such credential."


class PartnerKeyInvalid(Unauthenticated):
    """Nobody has this key: it is unknown, or its secret is wrong."""

    code = "identity.partner_key_invalid"
    message = "The partner's key is not valid."


class PartnerKeyEnded(Unauthenticated):
    """The key was right once; it was revoked or its time is over."""

    code = "identity.partner_key_ended"
    message = "This key was revoked or has expired. Use the partner's present one."


class PartnerSuspended(Forbidden):
    """The partner's programs are refused until staff resume it."""

    code = "identity.partner_suspended"
    message = "This partner is suspended. Ask RIZ what to do about it."


class PartnerAddressRefused(Forbidden):
    """The key is right and may not be used from where it was shown."""

    code = "identity.partner_address_refused"
    message = "This key may not be used from your address."


class TooManyPartnerFailures(TooMany):
    """Too many wrong keys came from this address lately; the one shown was not looked at."""

    code = "identity.too_many_partner_failures"
    message = "Too many wrong keys came from your address. Wait before you try again."


class TooManyCredentials(Conflict):
    """A partner has at most two credentials alive."""

    code = "identity.too_many_credentials"
    message = "A partner has at most two credentials alive. Revoke one first."


class CredentialEnded(Conflict):
    """The credential was revoked or has expired."""

    code = "identity.credential_ended"
    message = "This credential was revoked or has expired. Issue a new one."


class ScopesNotAllowed(Invalid):
    """A credential can't have scopes that its partner may not have."""

    code = "identity.scopes_not_allowed"
    message = "The partner is not allowed all of these scopes."


class ExpiryPassed(Invalid):
    """A credential can't end before it begins."""

    code = "identity.expiry_passed"
    message = "This has to be in the future."


class OrganisationNotForPartner(Conflict):
    """The organisation is of another kind, or is a partner already."""

    code = "identity.organisation_not_for_partner"
    message = "This organisation can't be made a partner."
