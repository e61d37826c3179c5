"""What sessions refuse, and what to do about it."""

from __future__ import annotations

from riz.errors import NotFound, Unauthenticated


class SessionNotFound(NotFound):
    """No session has this id."""

    code = "identity.session_not_found"
    message = "There is no such session."


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
