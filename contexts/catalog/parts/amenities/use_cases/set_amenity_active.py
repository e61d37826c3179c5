"""Showing an amenity, and taking it off show."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.locking import lock
from riz.policies import require
from riz.use_cases import use_case

from .. import models
from ..domain import policies
from ..errors import AmenityNotFound


@use_case
def set_amenity_active(*, amenity_id: UUID, is_active: bool, actor: Actor, at: dt.datetime) -> None:
    """Show an amenity, wherever it is named, or take it off show; doing it twice changes nothing.

    Raises:
        Forbidden: the actor may not manage the catalog.
        AmenityNotFound: there is none of this id.
    """
    require(actor, policies.MANAGE)
    row = lock(models.Amenity, id=amenity_id, refusal=AmenityNotFound)
    if row.is_active is is_active:
        return
    row.is_active = is_active
    row.updated_at = at
    row.save(update_fields=["is_active", "updated_at"])
