"""Rules of handing out roles: nobody hands out what they do not hold themselves."""

from __future__ import annotations

from uuid import UUID

from riz.actor import Actor

from ..contracts import CustomRole, RoleDescription
from ..errors import RoleNotForHere, RoleReachesTooFar
from .permissions import beyond, for_everywhere_only


def check_hand_out(
    *, actor: Actor, role: RoleDescription | CustomRole, organisation_id: UUID | None
) -> None:
    """Refuse to give a role where it can't be held, or by somebody who holds less than it carries.

    Raises:
        RoleNotForHere: the role can't be held everywhere, for one organisation, or for this one.
        RoleReachesTooFar: the actor does not hold, there, everything that the role carries.
    """
    if not _can_be_held(role, organisation_id):
        raise RoleNotForHere(role=role.code)
    carried = role.permissions
    if organisation_id is not None:
        carried -= for_everywhere_only(carried)
    missing = beyond(actor, permissions=carried, organisation_id=organisation_id)
    if missing:
        raise RoleReachesTooFar(permissions=sorted(missing))


def _can_be_held(role: RoleDescription | CustomRole, organisation_id: UUID | None) -> bool:
    if isinstance(role, CustomRole):
        return role.organisation_id in {None, organisation_id}
    return role.for_one_organisation if organisation_id else role.everywhere
