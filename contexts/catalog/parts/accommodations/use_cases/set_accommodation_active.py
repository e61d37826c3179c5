"""Offering an accommodation, and taking it off offer."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.locking import lock
from riz.outbox.publishing import publish
from riz.policies import require
from riz.use_cases import use_case

from .. import events, models, queries
from ..domain import policies
from ..errors import AccommodationNotFound


@use_case
def set_accommodation_active(
    *, accommodation_id: UUID, is_active: bool, actor: Actor, at: dt.datetime
) -> None:
    """Offer an accommodation or take it off offer, and tell the others; doing it twice changes nothing.

    Raises:
        AccommodationNotFound: the actor manages none of this id.
    """
    row = lock(models.Accommodation, id=accommodation_id, refusal=AccommodationNotFound)
    require(actor, policies.CHANGE, row, refusal=AccommodationNotFound)
    if row.is_active is is_active:
        return
    row.is_active = is_active
    row.version += 1
    row.updated_at = at
    row.save(update_fields=["is_active", "version", "updated_at"])
    publish(
        row.as_published(queries.facts_of(row), at=at)
        if is_active
        else events.AccommodationWithdrawn(accommodation_id=row.id, occurred_at=at)
    )
