"""Showing a destination, and taking it off show."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.locking import lock
from riz.policies import require
from riz.use_cases import use_case

from .. import models
from ..domain import policies
from ..errors import DestinationNotFound


@use_case
def set_destination_active(
    *, destination_id: UUID, is_active: bool, actor: Actor, at: dt.datetime
) -> None:
    """Show a destination, or take it off show; what is sold around it is withdrawn by itself. Doing it twice changes nothing.

    Raises:
        Forbidden: the actor may not manage the catalog.
        DestinationNotFound: there is none of this id.
    """
    row = lock(models.Destination, id=destination_id, refusal=DestinationNotFound)
    require(actor, policies.CHANGE, row)
    if row.is_active is is_active:
        return
    row.is_active = is_active
    row.version += 1
    row.updated_at = at
    row.save(update_fields=["is_active", "version", "updated_at"])
