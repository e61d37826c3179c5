"""Feeds and their versions, as other code asks for them."""

from __future__ import annotations

from uuid import UUID

from ..domain.timetable.feed import FORMAT
from ..models import FeedVersion, VersionState


def list_waiting_uploads(*, limit: int) -> list[UUID]:
    """Return the versions whose uploads wait for their import, or whose importer did not come back."""
    waiting = FeedVersion.objects.filter(
        state=VersionState.IMPORTING, feed__removed_at=None
    ).exclude(upload="")
    return list(waiting.order_by("id").values_list("id", flat=True)[:limit])


def list_outdated(*, limit: int) -> list[UUID]:
    """Return the searched versions that an older program compiled, but for those of which staff were told."""
    outdated = FeedVersion.objects.in_use().exclude(format=FORMAT).filter(failure="")
    return list(outdated.order_by("id").values_list("id", flat=True)[:limit])
