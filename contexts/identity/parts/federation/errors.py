"""Refusals of federation, and what to do about them."""

from __future__ import annotations

from riz.errors import Conflict, Invalid, NotFound, Unauthenticated, Unavailable


class ProgramTokenInvalid(Unauthenticated):
    """The program's token is unknown, over, or what it stood on was withdrawn."""

    code = "identity.program_token_invalid"
    message = "The access token is not valid."


class ApplicationNotFound(NotFound):
    """No application has this id, or the caller allowed it nothing."""

    code = "identity.application_not_found"
    message = "There is no such application."


class ApplicationNotAcceptable(Invalid):
    """A fact of the application breaks a rule."""

    code = "identity.application_not_acceptable"
    message = "The application can't be registered like this."


class ProviderNotFound(NotFound):
    """Nobody can sign in with a provider of this name."""

    code = "identity.oidc_provider_not_found"
    message = "There is no such provider."


class ProviderUnavailable(Unavailable):
    """The provider does not answer, or not as it should."""

    code = "identity.oidc_provider_unavailable"
    message = "The provider does not answer. Try again, or sign in another way."


class ProviderLoginInvalid(Unauthenticated):
    """The provider's answer is not the one that was asked for; why is logged and not told."""

    code = "identity.oidc_login_invalid"
    message = "Signing in with the provider did not work. Start again."


class ProviderEmailNotVerified(Invalid):
    """The provider has not verified the person's address, so no account can be made of it."""

    code = "identity.oidc_email_not_verified"
    message = (
        "The provider has not verified your e-mail address. Verify it there, or register here."
    )


class ProviderLoginNotLinked(Conflict):
    """The address has an account already; an account is never opened by an address alone."""

    code = "identity.oidc_login_not_linked"
    message = "Sign in to your account the way you used to, then link this login in your settings."


class LoginLinkedElsewhere(Conflict):
    """The login opens another account, or this account has another login with the provider."""

    code = "identity.oidc_login_linked_elsewhere"
    message = "This login can't be linked with your account."


class LinkedLoginNotFound(NotFound):
    """The caller has no such linked login."""

    code = "identity.linked_login_not_found"
    message = "There is no such linked login."


class LastWayIn(Conflict):
    """Without this login its owner could not sign in any more."""

    code = "identity.last_way_in"
    message = "Set a password or add a passkey first: this is your only way to sign in."
