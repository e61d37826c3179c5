"""Opening and fitting the dates of resources, each in one statement that locks in the global order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import connection

from ..contracts import ResourceKind

CALENDAR_DAYS = 365

# A departure exists on its weekdays only; a slot exists daily and is closed on the others.
_OPEN = """
INSERT INTO inventory_date (resource_id, date, capacity, held, sold, blocked, min_stay,
                            is_closed, closed_to_arrival, closed_to_departure)
SELECT r.id, day::date, r.capacity, 0, 0, 0, 1,
       extract(isodow FROM day)::int <> ALL (r.open_weekdays), false, false
  FROM inventory_resource r,
       generate_series(%(first_date)s::date, %(first_date)s::date + %(days)s - 1, '1 day') AS day
 WHERE r.id = ANY (%(resources)s)
   AND (r.kind <> %(departure)s OR extract(isodow FROM day)::int = ANY (r.open_weekdays))
 ORDER BY r.id, day
ON CONFLICT (resource_id, date) DO NOTHING
"""

_FIT = """
WITH locked AS MATERIALIZED (
    SELECT d.id, r.capacity, d.held + d.sold + d.blocked - d.overbooking AS taken
      FROM inventory_date d JOIN inventory_resource r ON r.id = d.resource_id
     WHERE r.id = ANY (%(resources)s) AND d.date >= %(first_date)s AND d.capacity <> r.capacity
       AND d.own_capacity IS NULL
     ORDER BY d.resource_id, d.date
       FOR NO KEY UPDATE OF d
), fitted AS (
    UPDATE inventory_date d SET capacity = greatest(l.capacity, l.taken)
      FROM locked l WHERE d.id = l.id
    RETURNING d.date, d.capacity > l.capacity AS is_kept
)
SELECT date FROM fitted WHERE is_kept ORDER BY date
"""

_CLOSE_WEEKDAYS = """
WITH locked AS MATERIALIZED (
    SELECT d.id, extract(isodow FROM d.date)::int <> ALL (r.open_weekdays) AS is_closed
      FROM inventory_date d JOIN inventory_resource r ON r.id = d.resource_id
     WHERE r.id = %(resource)s AND d.date >= %(first_date)s
       AND extract(isodow FROM d.date)::int = ANY (%(changed)s)
     ORDER BY d.resource_id, d.date
       FOR NO KEY UPDATE OF d
)
UPDATE inventory_date d SET is_closed = l.is_closed FROM locked l WHERE d.id = l.id
"""


def open_dates(*, resource_ids: Sequence[UUID], first_date: dt.date) -> int:
    """Open a year of dates where there are none yet; return how many are new."""
    with connection.cursor() as cursor:
        cursor.execute(
            _OPEN,
            {
                "resources": list(resource_ids),
                "first_date": first_date,
                "days": CALENDAR_DAYS,
                "departure": ResourceKind.DEPARTURE.value,
            },
        )
        opened: int = cursor.rowcount
        return opened


def fit_capacity(*, resource_ids: Sequence[UUID], first_date: dt.date) -> list[dt.date]:
    """Give coming dates their resource's capacity, never less than is taken; return the dates kept above it."""
    with connection.cursor() as cursor:
        cursor.execute(_FIT, {"resources": list(resource_ids), "first_date": first_date})
        return [row[0] for row in cursor.fetchall()]


def follow_weekdays(*, resource_id: UUID, changed: Collection[int], first_date: dt.date) -> None:
    """Open or close the coming dates on the weekdays that changed; the others keep what staff decided."""
    with connection.cursor() as cursor:
        cursor.execute(
            _CLOSE_WEEKDAYS,
            {"resource": resource_id, "changed": list(changed), "first_date": first_date},
        )
