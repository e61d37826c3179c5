"""Registering a package."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.outbox.publishing import publish
from riz.policies import Target, require
from riz.use_cases import use_case

from .. import contracts, models, queries
from ..domain import policies
from ..errors import InvalidPackage
from ._relations import find_relations, relate_package


@use_case
def register_package(
    *, seller_id: UUID, facts: contracts.PackageFacts, actor: Actor, at: dt.datetime
) -> contracts.Package:
    """Register a package of a seller and offer it.

    Raises:
        Forbidden: the actor may not manage this seller's things.
        InvalidPackage: a fact is not acceptable, something named is unknown, or the slug is taken.
    """
    require(actor, policies.CREATE, Target(organisation_id=seller_id))
    if models.Package.objects.filter(slug=facts.slug).exists():
        raise InvalidPackage(errors={"slug": ["Another package has this slug."]})
    relations = find_relations(facts)
    row = models.Package(seller_id=seller_id, created_at=at, updated_at=at)
    row.apply(facts, time_zone=relations.time_zone)
    row.save(force_insert=True)
    relate_package(row, relations=relations, facts=facts)
    publish(row.as_published(facts, at=at))
    return queries.to_contract(row)
