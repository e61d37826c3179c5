"""Revising a place."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.locking import lock
from riz.outbox.publishing import publish
from riz.policies import require
from riz.use_cases import use_case
from riz.versions import Expected, ensure_expected

from .. import contracts, events, models, queries
from ..domain import policies
from ..errors import PlaceNotFound
from ._facts import state_facts


@use_case
def revise_place(
    *,
    place_id: UUID,
    facts: contracts.PlaceFacts,
    expected_version: Expected,
    actor: Actor,
    at: dt.datetime,
) -> contracts.Place:
    """State the facts of a place anew; the same facts change nothing.

    Raises:
        Forbidden: the actor may not manage the whole catalog.
        PlaceNotFound: there is none of this id.
        Stale: it has another version by now.
        Invalid: a fact is not acceptable; the details name it.
    """
    require(actor, policies.MANAGE)
    row = lock(models.Place, id=place_id, refusal=PlaceNotFound)
    ensure_expected(row.version, expected_version)
    if state_facts(row, facts):
        row.version += 1
        row.updated_at = at
        row.save()
        publish(events.PlaceChanged(place_id=row.id, version=row.version, occurred_at=at))
    return queries.to_contract(row)
