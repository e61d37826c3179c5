"""What identity refuses, gathered from its parts."""

from .parts.accounts.errors import (
    BadCredentials,
    EmailNotAcceptable,
    PasswordTooWeak,
    TooManyAttempts,
    UserNotFound,
)
from .parts.organisations.errors import OrganisationNotFound
from .parts.sessions.errors import (
    AccessTokenExpired,
    AccessTokenInvalid,
    RefreshTokenInvalid,
    SessionEnded,
    SessionNotFound,
)

__all__ = [
    "AccessTokenExpired",
    "AccessTokenInvalid",
    "BadCredentials",
    "EmailNotAcceptable",
    "OrganisationNotFound",
    "PasswordTooWeak",
    "RefreshTokenInvalid",
    "SessionEnded",
    "SessionNotFound",
    "TooManyAttempts",
    "UserNotFound",
]
