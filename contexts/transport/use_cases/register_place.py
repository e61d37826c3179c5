"""Registering a place that no table has."""

from __future__ import annotations

import datetime as dt

from riz.actor import Actor
from riz.policies import require
from riz.use_cases import use_case

from .. import contracts, models
from ..domain import policies
from ..domain.places_facts import faults_of
from ..errors import InvalidPlace
from ..queries.places import to_contract


@use_case
def register_place(
    *, facts: contracts.PlaceFacts, actor: Actor, at: dt.datetime
) -> contracts.Place:
    """Make a place known by name.

    Raises:
        Forbidden: the actor may not keep places.
        InvalidPlace: a fact is not acceptable.
    """
    require(actor, policies.MANAGE_PLACES)
    if faults := faults_of(facts):
        raise InvalidPlace(errors=faults)
    row = models.Place(source=models.PlaceSource.STAFF, edited_at=at)
    row.source_key = str(row.id)
    row.apply(facts)
    row.save(force_insert=True)
    return to_contract(row)
