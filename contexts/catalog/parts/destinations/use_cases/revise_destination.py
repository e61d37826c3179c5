"""Revising a destination."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.locking import lock
from riz.policies import require
from riz.use_cases import use_case

from .. import contracts, models, queries
from ..domain import policies
from ..domain.checks import faults_of
from ..errors import DestinationNotFound, InvalidDestination


@use_case
def revise_destination(
    *, destination_id: UUID, facts: contracts.DestinationFacts, actor: Actor, at: dt.datetime
) -> contracts.Destination:
    """State the facts of a destination anew; the same facts change nothing.

    Raises:
        Forbidden: the actor may not manage the catalog.
        DestinationNotFound: there is none of this id.
        InvalidDestination: a fact is not acceptable, the slug is taken, or the time zone differs.
    """
    row = lock(models.Destination, id=destination_id, refusal=DestinationNotFound)
    require(actor, policies.CHANGE, row)
    if queries.facts_of(row) == facts:
        return queries.to_contract(row)
    if facts.is_featured is not row.is_featured:
        require(actor, policies.FEATURE)
    _require_acceptable(row, facts)
    row.apply(facts)
    row.version += 1
    row.updated_at = at
    row.save()
    row.images.all().delete()
    models.DestinationImage.objects.bulk_create(row.pictures(facts.images))
    return queries.to_contract(row)


def _require_acceptable(row: models.Destination, facts: contracts.DestinationFacts) -> None:
    faults = faults_of(facts)
    if facts.time_zone != row.time_zone:
        # Nights and departures already sold there are dates of this zone.
        faults["time_zone"] = ["A destination keeps its time zone."]
    if models.Destination.objects.filter(slug=facts.slug).exclude(id=row.id).exists():
        faults["slug"] = ["Another destination has this slug."]
    if faults:
        raise InvalidDestination(errors=faults)
