"""Refusals of identity, gathered from its parts."""

from .parts.accounts.errors import (
    BadCredentials,
    MailLinkInvalid,
    MailLinkNotToSend,
    PasskeyNotAcceptable,
    PasswordTooWeak,
    ReasonMissing,
    StepUpRefused,
    TooManyAttempts,
    UserNotFound,
)
from .parts.organisations.errors import OrganisationNotFound
from .parts.profiles.errors import (
    ErasureHindered,
    ErasureNotFound,
    ExportNotReady,
    ExportOver,
)
from .parts.sessions.errors import (
    AccessTokenExpired,
    AccessTokenInvalid,
    OriginRefused,
    RefreshTokenInvalid,
    SessionEnded,
    SessionNotFound,
    SocketTicketInvalid,
    StepUpRequired,
)

__all__ = [
    "AccessTokenExpired",
    "AccessTokenInvalid",
    "BadCredentials",
    "ErasureHindered",
    "ErasureNotFound",
    "ExportNotReady",
    "ExportOver",
    "MailLinkInvalid",
    "MailLinkNotToSend",
    "OrganisationNotFound",
    "OriginRefused",
    "PasskeyNotAcceptable",
    "PasswordTooWeak",
    "ReasonMissing",
    "RefreshTokenInvalid",
    "SessionEnded",
    "SessionNotFound",
    "SocketTicketInvalid",
    "StepUpRefused",
    "StepUpRequired",
    "TooManyAttempts",
    "UserNotFound",
]
