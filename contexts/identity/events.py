"""Events of identity, gathered from its parts."""

from .parts.accounts.events import (
    AccountRecovered,
    EmailChanged,
    EmailVerified,
    MailLinkOpened,
    PasswordChanged,
    SecondFactorChanged,
    UserRegistered,
)
from .parts.federation.events import ApplicationAllowed, LoginLinked
from .parts.organisations.events import (
    MemberJoined,
    MemberLeft,
    OrganisationCreated,
    OrganisationReactivated,
    OrganisationSuspended,
    OwnershipTransferred,
)
from .parts.partners.events import (
    CredentialIssued,
    CredentialRevoked,
    PartnerResumed,
    PartnerSuspended,
)
from .parts.profiles.events import ProfileChanged, UserErased
from .parts.sessions.events import SessionReuseDetected, SessionStartedElsewhere

__all__ = [
    "AccountRecovered",
    "ApplicationAllowed",
    "CredentialIssued",
    "CredentialRevoked",
    "EmailChanged",
    "EmailVerified",
    "LoginLinked",
    "MailLinkOpened",
    "MemberJoined",
    "MemberLeft",
    "OrganisationCreated",
    "OrganisationReactivated",
    "OrganisationSuspended",
    "OwnershipTransferred",
    "PartnerResumed",
    "PartnerSuspended",
    "PasswordChanged",
    "ProfileChanged",
    "SecondFactorChanged",
    "SessionReuseDetected",
    "SessionStartedElsewhere",
    "UserErased",
    "UserRegistered",
]
