"""Reinstating an accommodation."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.locking import lock
from riz.outbox.publishing import publish
from riz.policies import require
from riz.use_cases import use_case

from .. import models, queries
from ..domain import policies
from ..errors import AccommodationNotFound


@use_case
def reinstate_accommodation(*, accommodation_id: UUID, actor: Actor, at: dt.datetime) -> None:
    """Offer a withdrawn accommodation again and tell the others; doing it twice changes nothing.

    Raises:
        AccommodationNotFound: the actor manages none of this id.
    """
    row = lock(models.Accommodation, id=accommodation_id, refusal=AccommodationNotFound)
    require(actor, policies.CHANGE, row, refusal=AccommodationNotFound)
    if row.is_active is True:
        return
    row.is_active = True
    row.version += 1
    row.updated_at = at
    row.save(update_fields=["is_active", "version", "updated_at"])
    publish(row.as_published(queries.facts_of(row), at=at))
