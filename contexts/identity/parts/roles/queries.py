"""What roles know of those that people made."""

from __future__ import annotations

from collections.abc import Iterable

from . import contracts, models
from .domain.roles import ROLES
from .errors import RoleNotFound


def find_custom_roles(*, codes: Iterable[str]) -> tuple[contracts.CustomRole, ...]:
    """Return the roles of these codes that people made; asks nothing where all of them are code."""
    wanted = set(codes) - set(ROLES)
    if not wanted:
        return ()
    return tuple(row.to_contract() for row in models.Role.objects.filter(code__in=wanted))


def describe_role(*, code: str) -> contracts.RoleDescription | contracts.CustomRole:
    """Return a role, whether it is code or somebody's own making.

    Raises:
        RoleNotFound: no role has this code.
    """
    if code in ROLES:
        return ROLES[code]
    row = models.Role.objects.filter(code=code).first()
    if row is None:
        raise RoleNotFound(role=code)
    return row.to_contract()
