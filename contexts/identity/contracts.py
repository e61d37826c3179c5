"""Contracts of identity, gathered from its parts."""

from .parts.accounts.contracts import MailLinkKind, MailToSend, User, UserKind
from .parts.organisations.contracts import Member, Organisation, OrganisationKind
from .parts.roles.contracts import DESKS, MANAGERS, OWNERS, Role
from .parts.sessions.contracts import SessionFacts

__all__ = [
    "DESKS",
    "MANAGERS",
    "OWNERS",
    "MailLinkKind",
    "MailToSend",
    "Member",
    "Organisation",
    "OrganisationKind",
    "Role",
    "SessionFacts",
    "User",
    "UserKind",
]
