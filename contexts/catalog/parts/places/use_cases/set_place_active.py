"""Withdrawing a place, and reinstating it."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.outbox.publishing import publish
from riz.policies import require
from riz.use_cases import use_case
from riz.versions import Expected, ensure_expected

from .. import events, models
from ..domain import policies


@use_case
def set_place_active(
    *,
    place_id: UUID,
    is_active: bool,
    expected_version: Expected,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Take a place off show, or show it again. Doing it twice changes nothing.

    Raises:
        Forbidden: the actor may not manage the whole catalog.
        PlaceNotFound: there is none of this id.
        Stale: it has another version by now.
    """
    require(actor, policies.MANAGE)
    row = models.Place.objects.locked(place_id)
    ensure_expected(row.version, expected_version)
    if row.is_active is is_active:
        return
    row.is_active = is_active
    row.version += 1
    row.updated_at = at
    row.save(update_fields=["is_active", "version", "updated_at"])
    happened = events.PlaceReinstated if is_active else events.PlaceWithdrawn
    publish(happened(place_id=row.id, version=row.version, occurred_at=at))
