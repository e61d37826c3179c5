"""Contracts of identity, gathered from its parts."""

from .parts.accounts.contracts import MailLinkKind, MailToSend, User, UserKind
from .parts.organisations.contracts import (
    Member,
    Organisation,
    OrganisationKind,
    OrganisationStatus,
)
from .parts.roles.contracts import DESKS, MANAGERS, OWNERS, HeldRole, Role
from .parts.sessions.contracts import SessionFacts

__all__ = [
    "DESKS",
    "MANAGERS",
    "OWNERS",
    "HeldRole",
    "MailLinkKind",
    "MailToSend",
    "Member",
    "Organisation",
    "OrganisationKind",
    "OrganisationStatus",
    "Role",
    "SessionFacts",
    "User",
    "UserKind",
]
