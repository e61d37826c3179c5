"""What somebody may do at this moment, told from their grants and from the policies of every context."""

from __future__ import annotations

from collections.abc import Iterable

from riz.actor import Actor, Grant
from riz.policies import Policy, Reach, permissions, readable

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
    told = (
        (policy, _reach(policy, actor)) for policy in readable() if not policy.is_closed_to(actor)
    )
    return tuple(
        OwnAction(
            action=policy.action,
            says=policy.says,
            where=None if reach is None else _of(reach),
        )
        for policy, reach in told
        if reach is None or not reach.nothing
    )


def _reach(policy: Policy, actor: Actor) -> Reach | None:
    return policy.reach(actor) if policy.can_be_listed else None


def _of(reach: Reach) -> Where:
    return Where(
        everywhere=reach.everything,
        own=bool(reach.owners or reach.memberships),
        organisation_ids=tuple(sorted(reach.organisations)),
        asset_ids=tuple(sorted(asset_id for _, asset_id in reach.assets)),
    )


def _where(actor: Actor, permission: str) -> Where:
    return Where(
        everywhere=Grant(permission=permission) in actor.grants,
        organisation_ids=tuple(sorted(actor.organisations_where(permission))),
        asset_ids=tuple(sorted(actor.assets_where(permission))),
    )
