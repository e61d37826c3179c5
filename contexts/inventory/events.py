"""Events of inventory: only those that somebody listens to, for each costs a hold a write."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from riz.events import Event


class HoldExpired(Event):
    """A hold's time ran out and its stock is free again."""

    name: ClassVar[str] = "inventory.hold.expired.v1"
    aggregate: ClassVar[str] = "hold_id"
    hold_id: UUID
    requester: str
