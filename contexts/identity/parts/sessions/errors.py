"""Refusals of sessions, and what to do about them."""

from __future__ import annotations

from typing import Literal

from riz.errors import Forbidden, NotFound, Unauthenticated


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


class StepUpRequired(Forbidden):
    """The caller has to show once more who they are, by one of the `methods`; without any, by signing in anew."""

    code = "identity.step_up_required"
    message = "Show once more that it is you, then repeat this."
    methods: list[Literal["password", "totp", "passkey", "recovery_code"]]
    max_age_seconds: int


class OriginRefused(Forbidden):
    """A request with the session's cookie came from another site, or without the token that only our pages can read."""

    code = "identity.origin_refused"
    message = "This was not sent by a page of ours. Load the page again and repeat it."


class SocketTicketInvalid(Unauthenticated):
    """The ticket is unknown, over, or was used before."""

    code = "identity.socket_ticket_invalid"
    message = "This ticket is not valid. Get a new one; each opens one socket within a minute."
