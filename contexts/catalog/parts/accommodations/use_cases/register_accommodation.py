"""Registering an accommodation."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.outbox.publishing import publish
from riz.policies import Target, require
from riz.use_cases import use_case

from .. import contracts, models, queries
from ..domain import policies
from ..errors import InvalidAccommodation
from ._relations import find_relations, relate_accommodation


@use_case
def register_accommodation(
    *, seller_id: UUID, facts: contracts.AccommodationFacts, actor: Actor, at: dt.datetime
) -> contracts.Accommodation:
    """Register an accommodation of a seller and offer it.

    Raises:
        Forbidden: the actor may not manage this seller's things.
        InvalidAccommodation: a fact is not acceptable, something named is unknown, or the slug is taken.
    """
    require(actor, policies.CREATE, Target(organisation_id=seller_id))
    if models.Accommodation.objects.filter(slug=facts.slug).exists():
        raise InvalidAccommodation(errors={"slug": ["Another accommodation has this slug."]})
    relations = find_relations(facts)
    row = models.Accommodation(seller_id=seller_id, created_at=at, updated_at=at)
    row.apply(facts, destination_id=relations.destination.id)
    row.save(force_insert=True)
    relate_accommodation(row, relations=relations, facts=facts)
    publish(row.as_published(facts, at=at))
    return queries.to_contract(row)
