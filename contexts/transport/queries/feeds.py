"""Feeds and their versions, as other code asks for them."""

from __future__ import annotations

from uuid import UUID

from ..models import FeedVersion, VersionState


def list_waiting_uploads(*, limit: int) -> list[UUID]:
    """Return the versions whose uploads wait for their import, or whose importer did not come back."""
    waiting = FeedVersion.objects.filter(
        state=VersionState.IMPORTING, feed__removed_at=None
    ).exclude(upload="")
    return list(waiting.order_by("id").values_list("id", flat=True)[:limit])
