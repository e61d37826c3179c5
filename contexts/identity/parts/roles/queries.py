"""Queries of roles: those that people made, what somebody may do, what there is to hand out."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from riz.actor import Actor
from riz.errors import Unauthenticated
from riz.policies import Target, permissions, require

from . import contracts, models
from .domain import own_permissions, policies
from .domain.roles import ROLES
from .errors import RoleNotFound


def find_custom_roles(*, codes: Iterable[str]) -> tuple[contracts.CustomRole, ...]:
    """Return the roles of these codes that people made; asks nothing where all of them are code."""
    wanted = set(codes) - set(ROLES)
    if not wanted:
        return ()
    return tuple(row.to_contract() for row in models.Role.objects.filter(code__in=wanted))


def find_roles(
    *, codes: Iterable[str]
) -> tuple[contracts.RoleDescription | contracts.CustomRole, ...]:
    """Return the roles of these codes, those that are code among them; unknown ones are left out."""
    wanted = set(codes)
    return (
        *(ROLES[code] for code in sorted(wanted & set(ROLES))),
        *find_custom_roles(codes=wanted),
    )


def describe_role(*, code: str) -> contracts.RoleDescription | contracts.CustomRole:
    """Return a role, whether it is code or somebody's own making.

    Raises:
        RoleNotFound: no role has this code.
    """
    found = find_roles(codes=[code])
    if not found:
        raise RoleNotFound
    return found[0]


def show_own_permissions(*, actor: Actor) -> contracts.OwnPermissions:
    """Return what the actor may do at this moment.

    Raises:
        Unauthenticated: nobody is signed in.
    """
    require(actor, policies.READ_OWN_PERMISSIONS, refusal=Unauthenticated)
    custom = find_custom_roles(codes={role.code for role in actor.roles})
    return contracts.OwnPermissions(
        roles=own_permissions.roles_of(actor, custom=custom),
        permissions=own_permissions.permissions_of(actor),
        actions=own_permissions.actions_of(actor),
    )


def show_catalogue(*, actor: Actor, organisation_id: UUID | None = None) -> contracts.Catalogue:
    """Return what there is to hand out: to anybody who may hand out anything, an organisation's own roles to its people.

    Raises:
        Forbidden: the actor hands out nothing.
        RoleNotFound: the actor hands out nothing in that organisation.
    """
    require(actor, policies.READ_CATALOGUE)
    if organisation_id is not None:
        require(actor, policies.READ, Target(organisation_id=organisation_id), refusal=RoleNotFound)
    own = Q(organisation=None) | Q(organisation_id=organisation_id)
    rows = models.Role.objects.filter(own).order_by("name", "id")
    return contracts.Catalogue(
        permissions=tuple(permissions().values()),
        roles=tuple(ROLES.values()),
        custom=tuple(row.to_contract() for row in rows),
    )
