"""Events of inventory."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from riz.events import Event


class HoldPlaced(Event):
    """Stock was set aside."""

    name: ClassVar[str] = "inventory.hold.placed.v1"
    aggregate: ClassVar[str] = "hold_id"
    hold_id: UUID
    requester: str


class HoldConfirmed(Event):
    """A hold became a sale."""

    name: ClassVar[str] = "inventory.hold.confirmed.v1"
    aggregate: ClassVar[str] = "hold_id"
    hold_id: UUID
    requester: str


class HoldReleased(Event):
    """A hold was given up before its time."""

    name: ClassVar[str] = "inventory.hold.released.v1"
    aggregate: ClassVar[str] = "hold_id"
    hold_id: UUID
    requester: str


class HoldExpired(Event):
    """A hold's time ran out and its stock is free again."""

    name: ClassVar[str] = "inventory.hold.expired.v1"
    aggregate: ClassVar[str] = "hold_id"
    hold_id: UUID
    requester: str


class SaleReturned(Event):
    """A sale was given back and its stock is free again."""

    name: ClassVar[str] = "inventory.hold.returned.v1"
    aggregate: ClassVar[str] = "hold_id"
    hold_id: UUID
    requester: str
