"""Who may do what with stock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from riz.actor import Actor
from riz.policies import Rule, Thing, holds, policy, signed_in


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldStock:
    """A hold as policies look at it: who placed it, and whose stock it holds."""

    requester: str
    stock: tuple[Thing, ...]


def requester_of(actor: Actor) -> str:
    """Name a signed-in caller as inventory knows requesters."""
    return f"user:{actor.id}"


def _placed(actor: Actor, hold: Any) -> bool:
    return actor.id is not None and hold is not None and hold.requester == requester_of(actor)


def _manages_its_stock(actor: Actor, hold: Any) -> bool:
    stock = hold.stock if isinstance(hold, HeldStock) else ()
    return bool(stock) and all(_manages.check(actor, one) for one in stock)


_manages = holds("inventory.manage", assets=("asset_id",))
placed_it = Rule(_placed, "who placed it")
manages_its_stock = Rule(_manages_its_stock, "who has inventory.manage for all that is held")

PLACE_HOLD = policy(
    "inventory.hold.place",
    signed_in,
    says="Set stock aside for a while.",
    scope="inventory:write",
)
READ_HOLD = policy(
    "inventory.hold.read",
    placed_it | manages_its_stock,
    says="See a hold.",
    scope="inventory:read",
    reads=True,
)
RELEASE_HOLD = policy(
    "inventory.hold.release",
    placed_it | manages_its_stock,
    says="Give a hold up.",
    scope="inventory:write",
)
READ_STOCK = policy(
    "inventory.stock.read",
    holds("inventory.manage", organisation="seller_id", assets=("id",)),
    says="See a thing as stock, its calendar and what is held of it.",
    scope="inventory:read",
    reads=True,
)
CHANGE_DATES = policy(
    "inventory.dates.change",
    holds("inventory.manage", organisation="resource.seller_id", assets=("resource_id",)),
    says="Close a date, keep units of it back, give it a price of its own.",
    scope="inventory:write",
)
