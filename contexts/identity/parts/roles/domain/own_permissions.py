"""Actions that somebody may do at this moment, by their grants and the policies of every context."""

from __future__ import annotations

from collections.abc import Iterable

from riz.actor import Actor, Grant
from riz.policies import Policy, Visibility, permissions, readable

from ..contracts import CustomRole, OwnAction, OwnPermission, OwnRole, Where
from .roles import ROLES


def roles_of(actor: Actor, *, custom: Iterable[CustomRole]) -> tuple[OwnRole, ...]:
    """Name the roles."""
    names = {code: role.name for code, role in ROLES.items()}
    names.update((role.code, role.name) for role in custom)
    held = sorted(actor.roles, key=lambda role: (role.code, str(role.organisation_id)))
    return tuple(
        OwnRole(
            code=role.code,
            name=names.get(role.code, role.code),
            organisation_id=role.organisation_id,
        )
        for role in held
    )


def permissions_of(actor: Actor) -> tuple[OwnPermission, ...]:
    """Say where each permission is held."""
    held = {grant.permission for grant in actor.grants}
    return tuple(
        OwnPermission(code=code, says=stated.says, where=_where(actor, code))
        for code, stated in permissions().items()
        if code in held
    )


def actions_of(actor: Actor) -> tuple[OwnAction, ...]:
    """Return what the policies let the actor do to anything at all."""
    visible = (
        (policy, _visibility(policy, actor))
        for policy in readable()
        if not policy.is_closed_to(actor)
    )
    return tuple(
        OwnAction(
            action=policy.action,
            says=policy.says,
            where=None if visibility is None else _of(visibility),
        )
        for policy, visibility in visible
        if visibility is None or not visibility.nothing
    )


def _visibility(policy: Policy, actor: Actor) -> Visibility | None:
    return policy.visibility(actor) if policy.can_be_listed else None


def _of(visibility: Visibility) -> Where:
    return Where(
        everywhere=visibility.everything,
        own=bool(visibility.owners or visibility.memberships),
        organisation_ids=tuple(sorted(visibility.organisations)),
        asset_ids=tuple(sorted(asset_id for _, asset_id in visibility.assets)),
    )


def _where(actor: Actor, permission: str) -> Where:
    return Where(
        everywhere=Grant(permission=permission) in actor.grants,
        organisation_ids=tuple(sorted(actor.organisations_where(permission))),
        asset_ids=tuple(sorted(actor.assets_where(permission))),
    )
