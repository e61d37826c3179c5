"""Questions that other parts may ask of roles."""

from __future__ import annotations

from .contracts import AssignedAsset, CustomRole, HeldRole, Role, RoleDescription
from .domain.handbook import write_handbook
from .domain.handing_out import check_hand_out
from .domain.roles import ROLES, enters_screens, grants_of, opens_app, opens_screen
from .queries import describe_role, find_custom_roles, find_roles

__all__ = [
    "ROLES",
    "AssignedAsset",
    "CustomRole",
    "HeldRole",
    "Role",
    "RoleDescription",
    "check_hand_out",
    "describe_role",
    "enters_screens",
    "find_custom_roles",
    "find_roles",
    "grants_of",
    "opens_app",
    "opens_screen",
    "write_handbook",
]
