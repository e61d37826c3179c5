"""Forgetting the names of a feed's stops."""

from __future__ import annotations

from uuid import UUID

from .. import models


def displace_stops(*, version_id: UUID) -> int:
    """Forget the stops of a version of a feed; return how many there were."""
    count, _ = models.Place.objects.of_version(version_id).delete()
    return count
