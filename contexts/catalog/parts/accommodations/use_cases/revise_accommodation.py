"""Revising an accommodation."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.locking import lock
from riz.outbox.publishing import publish
from riz.policies import require
from riz.use_cases import use_case

from .. import contracts, models, queries
from ..domain import policies
from ..errors import AccommodationNotFound, InvalidAccommodation
from ._relations import find_relations, relate_accommodation


@use_case
def revise_accommodation(
    *, accommodation_id: UUID, facts: contracts.AccommodationFacts, actor: Actor, at: dt.datetime
) -> contracts.Accommodation:
    """State the facts of an accommodation anew; others hear of it when a sellable one changes, and the same facts change nothing.

    Raises:
        AccommodationNotFound: the actor manages none of this id.
        InvalidAccommodation: a fact is not acceptable, something named is unknown, or the slug is taken.
    """
    row = lock(models.Accommodation, id=accommodation_id, refusal=AccommodationNotFound)
    require(actor, policies.CHANGE, row, refusal=AccommodationNotFound)
    stated = queries.facts_of(row)
    if stated == facts:
        return queries.to_contract(row)
    if models.Accommodation.objects.filter(slug=facts.slug).exclude(id=row.id).exists():
        raise InvalidAccommodation(errors={"slug": ["Another accommodation has this slug."]})
    offered_before = row.as_published(stated, at=at)
    _apply(row, facts, at=at)
    offered = row.as_published(facts, at=at)
    if row.is_active and offered != offered_before:
        publish(offered)
    return queries.to_contract(row)


def _apply(
    row: models.Accommodation, facts: contracts.AccommodationFacts, *, at: dt.datetime
) -> None:
    relations = find_relations(facts)
    row.apply(facts, destination_id=relations.destination.id)
    row.version += 1
    row.updated_at = at
    row.save()
    relate_accommodation(row, relations=relations, facts=facts)
