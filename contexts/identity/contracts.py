"""What identity shows to other contexts, gathered from its parts."""

from .parts.accounts.contracts import User, UserKind
from .parts.organisations.contracts import Organisation, OrganisationKind
from .parts.roles.contracts import HeldRole, Role

__all__ = ["HeldRole", "Organisation", "OrganisationKind", "Role", "User", "UserKind"]
