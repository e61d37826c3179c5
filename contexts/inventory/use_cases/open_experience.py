"""Putting an experience on sale, start by start, or following a change of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from contexts.catalog.contracts import Start
from riz.use_cases import use_case

from ..contracts import slot_id
from ..domain.calendar import ResourceFacts
from ..models import Resource
from .open_resource import open_resource


@use_case
def open_experience(
    *,
    seller_id: UUID,
    facts: ResourceFacts,
    capacity: int,
    open_weekdays: tuple[int, ...],
    starts: Collection[Start],
    at: dt.datetime,
) -> None:
    """Count its places by the start, each of which has the capacity to itself, or by the day where there are no starts.

    A start that is gone is sold no more, and neither is the day as a whole while there are starts; what is held or
    sold of them stays so.
    """
    day = (replace(facts, is_open=not starts), open_weekdays)
    slots = [
        (
            replace(
                facts, id=slot_id(item_id=facts.id, starts_at=start.time), starts_at=start.time
            ),
            start.weekdays,
        )
        for start in starts
    ]
    # In the order in which dates are locked.
    stated = sorted([day, *slots], key=lambda one: one[0].id)
    gone = Resource.objects.filter(item_id=facts.id).exclude(id__in=[one.id for one, _ in stated])
    gone.update(is_open=False, updated_at=at)
    for one, weekdays in stated:
        open_resource(
            seller_id=seller_id,
            item_id=facts.id,
            facts=one,
            capacity=capacity,
            open_weekdays=weekdays,
            at=at,
        )
