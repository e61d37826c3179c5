"""Identity's tables, gathered from its parts for one migration history."""

from .parts.accounts.models import (
    LoginThrottle,
    MailLink,
    Passkey,
    RecoveryCode,
    SignInChallenge,
    TotpDevice,
    User,
    WebauthnChallenge,
)
from .parts.activity.models import SecurityEvent
from .parts.federation.models import (
    Application,
    AuthorizationCode,
    Consent,
    LinkedLogin,
    ProgramRefreshToken,
    ProgramToken,
    ProviderVisit,
)
from .parts.organisations.models import (
    Assignment,
    Invitation,
    Membership,
    Organisation,
    RoleGrant,
)
from .parts.partners.models import Partner, PartnerAccess, PartnerCredential
from .parts.profiles.models import DataExport, Erasure, Preferences, Profile
from .parts.roles.models import Role
from .parts.sessions.models import RefreshToken, Session, SocketTicket

__all__ = [
    "Application",
    "Assignment",
    "AuthorizationCode",
    "Consent",
    "DataExport",
    "Erasure",
    "Invitation",
    "LinkedLogin",
    "LoginThrottle",
    "MailLink",
    "Membership",
    "Organisation",
    "Partner",
    "PartnerAccess",
    "PartnerCredential",
    "Passkey",
    "Preferences",
    "Profile",
    "ProgramRefreshToken",
    "ProgramToken",
    "ProviderVisit",
    "RecoveryCode",
    "RefreshToken",
    "Role",
    "RoleGrant",
    "SecurityEvent",
    "Session",
    "SignInChallenge",
    "SocketTicket",
    "TotpDevice",
    "User",
    "WebauthnChallenge",
]
