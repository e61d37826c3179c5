"""Showing a place, and taking it off show."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.locking import lock
from riz.outbox.publishing import publish
from riz.policies import require
from riz.use_cases import use_case
from riz.versions import Expected, ensure_expected

from .. import events, models
from ..domain import policies
from ..errors import PlaceNotFound


@use_case
def set_place_active(
    *,
    place_id: UUID,
    is_active: bool,
    expected_version: Expected,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Show a place, or take it off show. Doing it twice changes nothing.

    Raises:
        Forbidden: the actor may not manage the whole catalog.
        PlaceNotFound: there is none of this id.
        Stale: it has another version by now.
    """
    require(actor, policies.MANAGE)
    row = lock(models.Place, id=place_id, refusal=PlaceNotFound)
    ensure_expected(row.version, expected_version)
    if row.is_active is is_active:
        return
    row.is_active = is_active
    row.version += 1
    row.updated_at = at
    row.save(update_fields=["is_active", "version", "updated_at"])
    happened = events.PlaceReinstated if is_active else events.PlaceWithdrawn
    publish(happened(place_id=row.id, version=row.version, occurred_at=at))
