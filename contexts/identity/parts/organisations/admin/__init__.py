"""Staff screens of organisations, their people and of who holds which role."""

from .assignments import AssignmentAdmin
from .invitations import InvitationAdmin
from .members import MembershipAdmin
from .organisations import OrganisationAdmin
from .role_grants import RoleGrantAdmin

__all__ = [
    "AssignmentAdmin",
    "InvitationAdmin",
    "MembershipAdmin",
    "OrganisationAdmin",
    "RoleGrantAdmin",
]
