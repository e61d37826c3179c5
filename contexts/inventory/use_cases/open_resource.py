"""Putting a thing that catalog offers on sale, or following a change of it."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import asdict
from uuid import UUID

from riz import values
from riz.clock import local_date
from riz.locking import lock_or_none
from riz.use_cases import use_case

from ..contracts import ResourceKind
from ..domain.calendar import ResourceFacts
from ..models import Resource
from ._calendar import fit_capacity, follow_weekdays, open_dates

logger = logging.getLogger(__name__)


@use_case
def open_resource(
    *,
    seller_id: UUID,
    item_id: UUID,
    facts: ResourceFacts,
    capacity: int,
    open_weekdays: tuple[int, ...],
    at: dt.datetime,
) -> tuple[dt.date, ...]:
    """Write the resource down and open a year of dates; return the dates on which more is taken than it has now.

    One that is not open gets no new dates.

    Raises:
        BadValue: its time zone is none.
    """
    before = lock_or_none(Resource, id=facts.id)
    today = local_date(at, values.time_zone(facts.time_zone))
    Resource.objects.update_or_create(
        id=facts.id,
        defaults={
            **asdict(facts),
            "seller_id": seller_id,
            "item_id": item_id,
            "capacity": capacity,
            "open_weekdays": list(open_weekdays),
            "updated_at": at,
        },
    )
    if facts.is_open:
        open_dates(resource_ids=[facts.id], first_date=today)
    if before is None:
        return ()
    changed = set(before.open_weekdays) ^ set(open_weekdays)
    if changed and facts.kind is not ResourceKind.STAY:
        follow_weekdays(resource_id=facts.id, changed=changed, first_date=today)
    return _fit(facts.id, today)


def _fit(resource_id: UUID, today: dt.date) -> tuple[dt.date, ...]:
    kept = fit_capacity(resource_ids=[resource_id], first_date=today)
    if kept:
        logger.warning(
            "capacity kept above the resource's own because more is taken",
            extra={"resource_id": str(resource_id), "dates": [date.isoformat() for date in kept]},
        )
    return tuple(kept)
