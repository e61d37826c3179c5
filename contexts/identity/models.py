"""Identity's tables, gathered from its parts for one migration history."""

from .parts.accounts.models import SignInBrake, User
from .parts.activity.models import SecurityEvent
from .parts.organisations.models import (
    Assignment,
    Invitation,
    Membership,
    Organisation,
    RoleGrant,
)
from .parts.roles.models import Role
from .parts.partners.models import Partner, PartnerAccess, PartnerCredential
from .parts.sessions.models import RefreshToken, Session, SocketTicket

__all__ = [
    "Assignment",
    "Invitation",
    "Membership",
    "Organisation",
    "Partner",
    "PartnerAccess",
    "PartnerCredential",
    "RefreshToken",
    "Role",
    "RoleGrant",
    "SecurityEvent",
    "Session",
    "SignInBrake",
    "SocketTicket",
    "User",
]
