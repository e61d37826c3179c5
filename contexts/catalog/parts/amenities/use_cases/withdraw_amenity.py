"""Withdrawing an amenity."""

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
def withdraw_amenity(*, amenity_id: UUID, actor: Actor, at: dt.datetime) -> None:
    """Take an amenity off show, wherever it is named; doing it twice changes nothing.

    Raises:
        Forbidden: the actor may not manage the catalog.
        AmenityNotFound: there is none of this id.
    """
    require(actor, policies.MANAGE)
    row = lock(models.Amenity, id=amenity_id, refusal=AmenityNotFound)
    if row.is_active is False:
        return
    row.is_active = False
    row.updated_at = at
    row.save(update_fields=["is_active", "updated_at"])
