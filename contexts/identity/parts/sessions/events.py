"""Events of sessions."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from riz.events import Event


class SessionReuseDetected(Event):
    """A refresh token was shown a second time, so two parties held it and the session was ended."""

    name: ClassVar[str] = "identity.session.reuse_detected.v1"
    aggregate: ClassVar[str] = "session_id"
    session_id: UUID
    user_id: UUID


class SessionStartedElsewhere(Event):
    """Somebody who has signed in before did so from a network that is new for them."""

    name: ClassVar[str] = "identity.session.started_elsewhere.v1"
    aggregate: ClassVar[str] = "session_id"
    session_id: UUID
    user_id: UUID
