"""What identity refuses, gathered from its parts."""

from .parts.accounts.errors import (
    BadCredentials,
    EmailNotAcceptable,
    MailLinkInvalid,
    MailLinkNotToSend,
    PasswordTooWeak,
    TooManyAttempts,
    UserNotFound,
)
from .parts.organisations.errors import OrganisationNotFound
from .parts.profiles.errors import (
    ErasureHindered,
    ErasureNotFound,
    ExportNotFound,
    ExportNotReady,
    ExportOver,
    ProfileChanged,
    ProfileNotFound,
    ProfileNotYours,
)
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
    "ErasureHindered",
    "ErasureNotFound",
    "ExportNotFound",
    "ExportNotReady",
    "ExportOver",
    "MailLinkInvalid",
    "MailLinkNotToSend",
    "OrganisationNotFound",
    "OriginRefused",
    "PasswordTooWeak",
    "ProfileChanged",
    "ProfileNotFound",
    "ProfileNotYours",
    "RefreshTokenInvalid",
    "SessionEnded",
    "SessionNotFound",
    "StepUpRequired",
    "TooManyAttempts",
    "UserNotFound",
]
