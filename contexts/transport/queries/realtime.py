"""Live updates: which sources are due, and what is said of vehicles and to passengers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from ..models import RealtimeSource


@dataclass(frozen=True, slots=True)
class SourceReport:
    """A source, and what became of asking it last."""

    id: UUID
    feed: str
    url: str
    failures: int
    fault: str
    summary: Mapping[str, int]


def list_sources(*, feed: str | None = None) -> list[SourceReport]:
    """Return the sources that are asked at all, of one feed or of every one."""
    rows = RealtimeSource.objects.filter(
        is_enabled=True, feed__is_enabled=True, feed__removed_at=None
    )
    if feed is not None:
        rows = rows.filter(feed__slug=feed)
    told = rows.order_by("feed__slug", "url").values_list(
        "id", "feed__slug", "url", "failures", "fault", "summary"
    )
    return [SourceReport(*each) for each in told]


def list_due_sources(*, at: dt.datetime, limit: int = 200) -> list[UUID]:
    """Return the sources that are to be asked now."""
    due = RealtimeSource.objects.filter(
        is_enabled=True, feed__is_enabled=True, feed__removed_at=None, next_poll_at__lte=at
    )
    return list(due.order_by("next_poll_at").values_list("id", flat=True)[:limit])
