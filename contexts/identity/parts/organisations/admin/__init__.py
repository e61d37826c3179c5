"""Staff screens of organisations and of who holds which role."""

from .organisations import OrganisationAdmin
from .role_grants import RoleGrantAdmin

__all__ = ["OrganisationAdmin", "RoleGrantAdmin"]
