"""Reinstating a destination."""

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
def reinstate_destination(*, destination_id: UUID, actor: Actor, at: dt.datetime) -> None:
    """Show a withdrawn destination again. Doing it twice changes nothing.

    Raises:
        Forbidden: the actor may not manage the catalog.
        DestinationNotFound: there is none of this id.
    """
    row = lock(models.Destination, id=destination_id, refusal=DestinationNotFound)
    require(actor, policies.CHANGE, row)
    if row.is_active is True:
        return
    row.is_active = True
    row.version += 1
    row.updated_at = at
    row.save(update_fields=["is_active", "version", "updated_at"])
