"""Revising a package."""

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
from ..errors import InvalidPackage, PackageNotFound
from ._relations import find_relations, relate_package


@use_case
def revise_package(
    *, package_id: UUID, facts: contracts.PackageFacts, actor: Actor, at: dt.datetime
) -> contracts.Package:
    """State the facts of a package anew; others hear of it when a sellable one changes, and the same facts change nothing.

    Raises:
        PackageNotFound: the actor manages none of this id.
        InvalidPackage: a fact is not acceptable, something named is unknown, or the slug is taken.
    """
    row = lock(models.Package, id=package_id, refusal=PackageNotFound)
    require(actor, policies.CHANGE, row, refusal=PackageNotFound)
    stated = queries.facts_of(row)
    if stated == facts:
        return queries.to_contract(row)
    if models.Package.objects.filter(slug=facts.slug).exclude(id=row.id).exists():
        raise InvalidPackage(errors={"slug": ["Another package has this slug."]})
    offered_before = row.as_published(stated, at=at)
    _apply(row, facts, at=at)
    offered = row.as_published(facts, at=at)
    if row.is_active and offered != offered_before:
        publish(offered)
    return queries.to_contract(row)


def _apply(row: models.Package, facts: contracts.PackageFacts, *, at: dt.datetime) -> None:
    relations = find_relations(facts)
    row.apply(facts, time_zone=relations.time_zone)
    row.version += 1
    row.updated_at = at
    row.save()
    relate_package(row, relations=relations, facts=facts)
