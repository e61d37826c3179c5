"""Revising a place."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.locking import lock
from riz.policies import require
from riz.use_cases import use_case

from .. import contracts, models
from ..domain import policies
from ..domain.places_facts import faults_of
from ..errors import InvalidPlace, UnknownPlace
from ..queries.places import to_contract


@use_case
def revise_place(
    *, place_id: UUID, facts: contracts.PlaceFacts, actor: Actor, at: dt.datetime
) -> contracts.Place:
    """State the facts of a place anew; from then on no table changes it. The same facts change nothing.

    Raises:
        Forbidden: the actor may not keep places.
        UnknownPlace: there is none of this id.
        InvalidPlace: a fact is not acceptable, or the place is a stop, which its feed describes.
    """
    require(actor, policies.MANAGE_PLACES)
    row = lock(models.Place, id=place_id, refusal=UnknownPlace)
    faults = faults_of(facts)
    if row.source == models.PlaceSource.FEED:
        faults["name"] = ["A stop is described by its feed."]
    if faults:
        raise InvalidPlace(errors=faults)
    if row.facts() != facts:
        row.apply(facts)
        row.edited_at = at
        row.save()
    return to_contract(row)
