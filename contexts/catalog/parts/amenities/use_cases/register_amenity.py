"""Registering an amenity."""

from __future__ import annotations

import datetime as dt

from riz.actor import Actor
from riz.policies import require
from riz.use_cases import use_case

from .. import contracts, models, queries
from ..domain import policies
from ..errors import InvalidAmenity


@use_case
def register_amenity(
    *, facts: contracts.AmenityFacts, actor: Actor, at: dt.datetime
) -> contracts.Amenity:
    """Register an amenity and show it.

    Raises:
        Forbidden: the actor may not manage the catalog.
        InvalidAmenity: the slug is taken.
    """
    require(actor, policies.MANAGE)
    if models.Amenity.objects.filter(slug=facts.slug).exists():
        raise InvalidAmenity(errors={"slug": ["Another amenity has this slug."]})
    row = models.Amenity(created_at=at, updated_at=at)
    row.apply(facts)
    row.save(force_insert=True)
    return queries.to_contract(row)
