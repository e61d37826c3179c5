"""Rules of inviting into an organisation, by role: asked when it is promised, and again when it is redeemed."""

from __future__ import annotations

from collections.abc import Collection

from riz.actor import Actor
from riz.policies import allows, require

from ...roles.api import CustomRole, RoleDescription, check_hand_out
from ..errors import RoleUnknown
from .organisation_roles import ORGANISATION_ROLES
from .policies import ADMINISTER, MANAGE_MEMBERS, Place


def check_inviter(
    *, actor: Actor, place: Place, offered: Collection[RoleDescription | CustomRole]
) -> None:
    """Refuse to offer roles that the actor may not hand out there.

    Raises:
        Forbidden: the actor does not care for the organisation's members.
        RoleNotForHere: a role can't be held there.
        RoleReachesTooFar: a role carries what the actor does not hold.
        RoleUnknown: it is an owner's; owners are made of members, and only the portal asks for one.
    """
    require(actor, MANAGE_MEMBERS, place)
    for role in offered:
        check_hand_out(actor=actor, role=role, organisation_id=place.organisation_id)
    owners = {each.owner for each in ORGANISATION_ROLES.values()}
    if any(role.code in owners for role in offered) and not allows(actor, ADMINISTER, place):
        raise RoleUnknown(errors={"roles": ["An owner is made of a member. Hand ownership over."]})
