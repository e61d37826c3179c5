"""What accounts tell the others."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from riz.events import Event


class UserRegistered(Event):
    """Somebody made an account."""

    name: ClassVar[str] = "identity.user.registered.v1"
    aggregate: ClassVar[str] = "user_id"
    user_id: UUID
