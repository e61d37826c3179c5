"""Policies of stock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from contexts.identity.contracts import DESKS, MANAGERS, OWNERS, Role
from riz.actor import Actor
from riz.policies import Rule, Target, holds, permission, policy, scope, signed_in, staff_screens

MANAGE = permission(
    "inventory.manage",
    says="Set how much can be sold on which dates, and close dates.",
    for_one_organisation=True,
    roles={Role.PORTAL_STAFF, Role.ASSET_MANAGER, *OWNERS, *MANAGERS, *DESKS},
)
READING = scope("inventory:read", says="See what is available", for_partners=True)
WRITING = scope(
    "inventory:write", says="Hold places for you", for_partners=True, permissions={MANAGE}
)
staff_screens(
    "inventory",
    dict.fromkeys(("view", "add", "change"), MANAGE),
    narrowed={"hold", "holdline", "resource", "stockdate", "stockdifference"},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldStock:
    """A hold as policies look at it: who placed it, and whose stock it holds."""

    requester: str
    stock: tuple[Target, ...]


def requester_of(actor: Actor) -> str:
    """Name a signed-in caller as inventory knows requesters."""
    return f"user:{actor.id}"


def _placed(actor: Actor, hold: Any) -> bool:
    return actor.id is not None and hold is not None and hold.requester == requester_of(actor)


def _manages_its_stock(actor: Actor, hold: Any) -> bool:
    stock = hold.stock if isinstance(hold, HeldStock) else ()
    return bool(stock) and all(_manages.check(actor, one) for one in stock)


_manages = holds(MANAGE, assets=("asset_id",))
placed_it = Rule(_placed, "who placed it")
manages_its_stock = Rule(_manages_its_stock, "who has inventory.manage for all that is held")

PLACE_HOLD = policy(
    "inventory.hold.place",
    signed_in,
    says="Set stock aside for a while.",
    scope=WRITING,
)
READ_HOLD = policy(
    "inventory.hold.read",
    placed_it | manages_its_stock,
    says="See a hold.",
    scope=READING,
    reads=True,
)
RELEASE_HOLD = policy(
    "inventory.hold.release",
    placed_it | manages_its_stock,
    says="Give a hold up.",
    scope=WRITING,
)
READ_STOCK = policy(
    "inventory.stock.read",
    holds(MANAGE, organisation="seller_id", assets=("item_id",)),
    says="See a thing as stock, its calendar and what is held of it.",
    scope=READING,
    reads=True,
)
CHANGE_DATES = policy(
    "inventory.dates.change",
    holds(MANAGE, organisation="resource.seller_id", assets=("resource.item_id",)),
    says="Close a date, keep units of it back, give it a price of its own.",
    scope=WRITING,
)
