"""Who may do what with organisations, one sentence for each act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from riz.actor import Actor
from riz.policies import Rule, anybody, holds, holds_everywhere, policy, signed_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An organisation as a policy looks at it: which one, and whether the caller belongs to it."""

    organisation_id: UUID
    is_callers: bool = False


def _belongs(actor: Actor, place: Any) -> bool:
    return actor.id is not None and place is not None and place.is_callers


belongs = Rule(_belongs, "a member")

MAKE = policy(
    "organisations.make",
    signed_in,
    says="Make an operator or a partner, and own it; for those whose address is verified.",
)
ADMINISTER = policy(
    "organisations.administer",
    holds_everywhere("organisations.manage"),
    says="Make sellers, suspend organisations and reactivate them.",
)
SEE_ALL = policy(
    "organisations.see_all",
    holds_everywhere("organisations.read") | holds_everywhere("organisations.manage"),
    says="See every organisation.",
    reads=True,
)
SEE = policy(
    "organisations.see",
    belongs | holds("organisations.read") | holds("organisations.manage"),
    says="See an organisation and who belongs to it.",
    reads=True,
)
SEE_ADDRESSES = policy(
    "organisations.see_addresses",
    holds("organisations.members"),
    says="See members' addresses, whom an organisation asked to join, and everything that is in somebody's care.",
    reads=True,
)
CHANGE = policy(
    "organisations.change",
    holds("organisations.manage") | holds("organisations.members"),
    says="Change what an organisation says of itself.",
)
MANAGE_MEMBERS = policy(
    "organisations.manage_members",
    holds("organisations.members"),
    says="Invite and remove people, give and take their roles, assign things to them.",
)
HAND_OVER = policy(
    "organisations.hand_over",
    holds("organisations.manage"),
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
    holds_everywhere("catalog.manage"),
    says="Put things that belong to no seller, such as destinations, into somebody's care.",
)
