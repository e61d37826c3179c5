"""Feeds and their versions, as other code asks for them."""

from __future__ import annotations

from uuid import UUID

from ..domain.timetable.feed import FORMAT
from ..models import FeedVersion


def list_outdated(*, limit: int) -> list[UUID]:
    """Return the searched versions that an older program compiled, but for those of which staff were told."""
    outdated = FeedVersion.objects.in_use().exclude(format=FORMAT).filter(last_error="")
    return list(outdated.order_by("id").values_list("id", flat=True)[:limit])
