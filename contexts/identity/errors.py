"""What identity refuses, and what to do about it."""

from __future__ import annotations

from riz.errors import Invalid, NotFound, TooMany, Unauthenticated


class UserNotFound(NotFound):
    """Nobody has this id."""

    code = "identity.user_not_found"
    message = "There is no such person."


class OrganisationNotFound(NotFound):
    """No organisation has this id."""

    code = "identity.organisation_not_found"
    message = "There is no such organisation."


class SessionNotFound(NotFound):
    """No session has this id."""

    code = "identity.session_not_found"
    message = "There is no such session."


class EmailNotAcceptable(Invalid):
    """The text is no e-mail address that mail can be sent to."""

    code = "identity.email_not_acceptable"
    message = "This is not an e-mail address. Write it like name@example.com."


class PasswordTooWeak(Invalid):
    """The password would be guessed; `details["errors"]` says why."""

    code = "identity.password_too_weak"
    message = "Choose another password: a few unrelated words make a good one."


class BadCredentials(Unauthenticated):
    """Address and password don't belong together; whether there is such an account is not told."""

    code = "identity.bad_credentials"
    message = "The e-mail address or the password is not right."


class TooManyAttempts(TooMany):
    """Signing in went wrong too often; `details["retry_after_seconds"]` says when to come back."""

    code = "identity.too_many_attempts"
    message = "Signing in went wrong too often. Wait a little and try again."


class AccessTokenInvalid(Unauthenticated):
    """The access token is not one of ours."""

    code = "identity.access_token_invalid"
    message = "The access token is not valid. Sign in again."


class AccessTokenExpired(Unauthenticated):
    """The access token was ours and its time is over."""

    code = "identity.access_token_expired"
    message = "The access token has expired. Get a new one with the refresh token."


class SessionEnded(Unauthenticated):
    """The session behind the token was ended, or its owner may no longer sign in."""

    code = "identity.session_ended"
    message = "This session has ended. Sign in again."


class RefreshTokenInvalid(Unauthenticated):
    """The refresh token is unknown, over, or was used before."""

    code = "identity.refresh_token_invalid"
    message = "The refresh token is not valid. Sign in again."
