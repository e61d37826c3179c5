"""Featuring a destination."""

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
def feature_destination(
    *, destination_id: UUID, is_featured: bool, actor: Actor, at: dt.datetime
) -> None:
    """Set whether a destination is shown with preference. Doing it twice changes nothing.

    Raises:
        Forbidden: the actor may not manage the catalog.
        DestinationNotFound: there is none of this id.
    """
    require(actor, policies.FEATURE)
    row = lock(models.Destination, id=destination_id, refusal=DestinationNotFound)
    if row.is_featured is is_featured:
        return
    row.is_featured = is_featured
    row.version += 1
    row.updated_at = at
    row.save(update_fields=["is_featured", "version", "updated_at"])
