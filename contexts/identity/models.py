"""Identity's tables, gathered from its parts for one migration history."""

from .parts.accounts.models import SignInBrake, User
from .parts.activity.models import SecurityEvent
from .parts.organisations.models import Organisation, RoleGrant
from .parts.sessions.models import RefreshToken, Session

__all__ = [
    "Organisation",
    "RefreshToken",
    "RoleGrant",
    "SecurityEvent",
    "Session",
    "SignInBrake",
    "User",
]
