"""Revising an amenity."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.locking import lock
from riz.policies import require
from riz.use_cases import use_case

from .. import contracts, models, queries
from ..domain import policies
from ..errors import AmenityNotFound, InvalidAmenity


@use_case
def revise_amenity(
    *, amenity_id: UUID, facts: contracts.AmenityFacts, actor: Actor, at: dt.datetime
) -> contracts.Amenity:
    """State the facts of an amenity anew; the same facts change nothing.

    Raises:
        Forbidden: the actor may not manage the catalog.
        AmenityNotFound: there is none of this id.
        InvalidAmenity: the slug is taken.
    """
    require(actor, policies.MANAGE)
    row = lock(models.Amenity, id=amenity_id, refusal=AmenityNotFound)
    if queries.facts_of(row) == facts:
        return queries.to_contract(row)
    if models.Amenity.objects.filter(slug=facts.slug).exclude(id=amenity_id).exists():
        raise InvalidAmenity(errors={"slug": ["Another amenity has this slug."]})
    row.apply(facts)
    row.updated_at = at
    row.save()
    return queries.to_contract(row)
