"""Registering a destination."""

from __future__ import annotations

import datetime as dt

from riz.actor import Actor
from riz.policies import require
from riz.use_cases import use_case

from .. import contracts, models, queries
from ..domain import policies
from ..domain.checks import faults_of
from ..errors import InvalidDestination


@use_case
def register_destination(
    *, facts: contracts.DestinationFacts, actor: Actor, at: dt.datetime
) -> contracts.Destination:
    """Register a destination and show it.

    Raises:
        Forbidden: the actor may not manage the catalog.
        InvalidDestination: a fact is not acceptable, or the slug is taken.
    """
    require(actor, policies.CREATE)
    faults = faults_of(facts)
    if models.Destination.objects.filter(slug=facts.slug).exists():
        faults["slug"] = ["Another destination has this slug."]
    if faults:
        raise InvalidDestination(errors=faults)
    row = models.Destination(created_at=at, updated_at=at)
    row.apply(facts)
    row.save(force_insert=True)
    models.DestinationImage.objects.bulk_create(row.pictures(facts.images))
    return queries.to_contract(row)
