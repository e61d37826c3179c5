"""Write what somebody did into the activity log."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from riz.actor import Actor

from ..contracts import Action
from .record_security_event import record_security_event


def record_act(
    action: Action,
    *,
    by: Actor,
    at: dt.datetime,
    on: tuple[str, object] = ("", ""),
    of: UUID | None = None,
    ip: str | None = None,
    **facts: Any,
) -> None:
    """Record what the caller did, and on what, in the log of the person whom it concerns: their own by default."""
    plain = {name: str(fact) if isinstance(fact, UUID) else fact for name, fact in facts.items()}
    record_security_event(
        action=action, user_id=of or by.id, actor=str(by), ip=ip, resource=on, metadata=plain, at=at
    )
