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
    OriginRefused,
    RefreshTokenInvalid,
    SessionEnded,
    SessionNotFound,
    StepUpRequired,
)

__all__ = [
    "AccessTokenExpired",
    "AccessTokenInvalid",
    "BadCredentials",
    "EmailNotAcceptable",
    "OrganisationNotFound",
    "OriginRefused",
    "PasswordTooWeak",
    "RefreshTokenInvalid",
    "SessionEnded",
    "SessionNotFound",
    "StepUpRequired",
    "TooManyAttempts",
    "UserNotFound",
]
