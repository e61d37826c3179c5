"""Events of profiles."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from riz.events import Event


class ProfileChanged(Event):
    """Somebody changed what they tell of themselves, or how they like to travel; ask for it."""

    name: ClassVar[str] = "identity.profile.changed.v1"
    aggregate: ClassVar[str] = "user_id"
    user_id: UUID


class UserErased(Event):
    """Somebody is forgotten: whoever keeps facts of this person removes them, but for what the law wants kept."""

    name: ClassVar[str] = "identity.user.erased.v1"
    aggregate: ClassVar[str] = "user_id"
    user_id: UUID
