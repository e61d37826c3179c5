"""Live updates: which sources are due, and what is said of vehicles and to passengers."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from ..models import RealtimeSource


def list_due_sources(*, at: dt.datetime, limit: int = 200) -> list[UUID]:
    """Return the sources that are to be asked now."""
    due = RealtimeSource.objects.filter(
        is_enabled=True, feed__is_enabled=True, feed__removed_at=None, next_poll_at__lte=at
    )
    return list(due.order_by("next_poll_at").values_list("id", flat=True)[:limit])
