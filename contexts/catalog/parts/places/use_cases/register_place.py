"""Registering a place."""

from __future__ import annotations

import datetime as dt

from riz.actor import Actor
from riz.outbox.publishing import publish
from riz.policies import require
from riz.use_cases import use_case

from .. import contracts, events, models, queries
from ..domain import policies
from ._facts import state_facts


@use_case
def register_place(
    *, facts: contracts.PlaceFacts, actor: Actor, at: dt.datetime
) -> contracts.Place:
    """Register a place and show it.

    Raises:
        Forbidden: the actor may not manage the whole catalog.
        Invalid: a fact is not acceptable; the details name it.
    """
    require(actor, policies.MANAGE)
    row = models.Place(created_at=at, updated_at=at)
    state_facts(row, facts)
    row.save(force_insert=True)
    publish(events.PlaceRegistered(place_id=row.id, version=row.version, occurred_at=at))
    return queries.to_contract(row)
