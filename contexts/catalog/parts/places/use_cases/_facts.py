"""Stating facts of a place: a step of registering and revising."""

from __future__ import annotations

from dataclasses import asdict

from riz.columns import state
from riz.errors import Invalid

from ...destinations import api as destinations
from .. import contracts, models


def state_facts(row: models.Place, facts: contracts.PlaceFacts) -> list[str]:
    """State the facts in a row that is not saved yet; return which of them changed.

    Raises:
        Invalid: a fact is not acceptable; the details name it.
    """
    changed = state(row, asdict(facts))
    named = facts.destination_id if "destination_id" in changed else None
    if named and not destinations.find_destinations(ids=[named]):
        raise Invalid(errors={"destination_id": ["There is no such destination."]})
    return changed
