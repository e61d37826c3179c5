"""Registering an experience."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.outbox.publishing import publish
from riz.policies import Target, require
from riz.use_cases import use_case

from .. import contracts, models, queries
from ..domain import policies
from ..errors import InvalidExperience
from ._relations import find_relations, relate_experience


@use_case
def register_experience(
    *, seller_id: UUID, facts: contracts.ExperienceFacts, actor: Actor, at: dt.datetime
) -> contracts.Experience:
    """Register an experience of a seller and offer it.

    Raises:
        Forbidden: the actor may not manage this seller's things.
        InvalidExperience: a fact is not acceptable, something named is unknown, or the slug is taken.
    """
    require(actor, policies.CREATE, Target(organisation_id=seller_id))
    if models.Experience.objects.filter(slug=facts.slug).exists():
        raise InvalidExperience(errors={"slug": ["Another experience has this slug."]})
    relations = find_relations(facts)
    row = models.Experience(seller_id=seller_id, created_at=at, updated_at=at)
    row.apply(facts, time_zone=relations.time_zone)
    row.save(force_insert=True)
    relate_experience(row, relations=relations, facts=facts)
    publish(row.as_published(facts, at=at))
    return queries.to_contract(row)
