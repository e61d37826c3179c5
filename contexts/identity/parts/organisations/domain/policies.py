"""Policies of organisations, one sentence for each act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from riz.actor import Actor
from riz.policies import (
    EVERYTHING,
    NOTHING,
    Rule,
    anybody,
    assignables,
    holds,
    holds_everywhere,
    permission,
    policy,
    signed_in,
)

from ...roles.contracts import DESKS, MANAGERS, OWNERS, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An organisation as a policy looks at it: which one, and whether the caller belongs to it."""

    organisation_id: UUID
    is_callers: bool = False


def _belongs(actor: Actor, place: Any) -> bool:
    return actor.id is not None and place is not None and place.is_callers


def _shares(actor: Actor, kind: Any) -> bool:
    kinds = assignables().values() if kind is None else (kind,)
    shared_under = {each.shared_under for each in kinds if each.shared_under}
    return bool(shared_under) and all(map(actor.can, shared_under))


belongs = Rule(_belongs, "a member")
shares = Rule(
    _shares,
    "who has everywhere the permission under which things of that kind are shared",
    visibility=lambda actor: EVERYTHING if _shares(actor, None) else NOTHING,
)

READ = permission(
    "organisations.read",
    says="See an organisation's people and how it is set up.",
    for_one_organisation=True,
    roles={Role.SUPPORT, Role.PARTNER_ADMIN, Role.PARTNER_USER, *OWNERS, *MANAGERS, *DESKS},
)
MEMBERS = permission(
    "organisations.members",
    says="Invite people, give and take their roles, assign things to them.",
    for_one_organisation=True,
    roles={Role.PARTNER_ADMIN, *OWNERS, *MANAGERS},
)
MANAGE = permission(
    "organisations.manage",
    says="Change an organisation, make its own roles, hand it over.",
    for_one_organisation=True,
    roles={Role.PARTNER_ADMIN, *OWNERS},
)

MAKE = policy(
    "organisations.make",
    signed_in,
    says="Make an operator or a partner, and own it; for those whose address is verified.",
)
ADMINISTER = policy(
    "organisations.administer",
    holds_everywhere(MANAGE),
    says="Make sellers, suspend organisations and reactivate them.",
)
SEE_ALL = policy(
    "organisations.see_all",
    holds_everywhere(READ) | holds_everywhere(MANAGE),
    says="See every organisation.",
    reads=True,
)
SEE = policy(
    "organisations.see",
    belongs | holds(READ) | holds(MANAGE),
    says="See an organisation and who belongs to it.",
    reads=True,
)
SEE_ADDRESSES = policy(
    "organisations.see_addresses",
    holds(MEMBERS),
    says="See members' addresses, whom an organisation asked to join, and everything that is in somebody's care.",
    reads=True,
)
CHANGE = policy(
    "organisations.change",
    holds(MANAGE) | holds(MEMBERS),
    says="Change what an organisation says of itself.",
)
MANAGE_MEMBERS = policy(
    "organisations.manage_members",
    holds(MEMBERS),
    says="Invite and remove people, give and take their roles, assign things to them.",
)
HAND_OVER = policy(
    "organisations.hand_over",
    holds(MANAGE),
    says="Hand an organisation over, make and unmake owners, after showing anew who one is.",
)
LEAVE = policy("organisations.leave", belongs, says="Leave an organisation.")
ANSWER = policy(
    "organisations.answer_invitation",
    anybody,
    says="Answer an invitation: the account of its address accepts, whoever has its mail declines.",
)
GRANT = policy(
    "organisations.grant",
    holds_everywhere("identity.manage"),
    says="Give any role that one holds to anybody, and take any role from anybody.",
)
ASSIGN_SHARED = policy(
    "organisations.assign_shared",
    shares,
    says="Put things that belong to no organisation into somebody's care.",
)
