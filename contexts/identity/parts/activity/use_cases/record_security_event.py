"""Write an entry of the activity log."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from .. import models
from ..contracts import Action


def record_security_event(
    *,
    action: Action,
    user_id: UUID | None,
    at: dt.datetime,
    actor: str = "",
    ip: str | None = None,
    resource: tuple[str, object] = ("", ""),
    metadata: dict[str, Any] | None = None,
) -> None:
    """Note what happened to an account, in the transaction of the change itself where there is one."""
    resource_type, resource_id = resource
    models.SecurityEvent.objects.create(
        action=action,
        user_id=user_id,
        actor=actor or (f"user:{user_id}" if user_id else "anonymous"),
        ip=ip,
        resource_type=resource_type,
        resource_id=str(resource_id),
        metadata=metadata or {},
        at=at,
    )
