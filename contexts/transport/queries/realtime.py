"""Live updates: what became of asking their sources."""

from __future__ import annotations

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
    rows = RealtimeSource.objects.waiting()
    if feed is not None:
        rows = rows.filter(feed__slug=feed)
    sources = rows.order_by("feed__slug", "url").values_list(
        "id", "feed__slug", "url", "attempts", "last_error", "summary"
    )
    return [SourceReport(*each) for each in sources]
