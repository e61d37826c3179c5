"""Proving that counters are what the lines of holds and sales add up to."""

from __future__ import annotations

import datetime as dt

from django.db import connection

from riz.use_cases import use_case

from ..models import StockDifference

# A statement sees the tables at one instant, at which counters and lines agree if they ever do: both are written in one
# transaction.
_AUDIT = """
INSERT INTO inventory_stockdifference (
    stock_date_id, resource_id, date, held, held_by_lines, sold, sold_by_lines, free, found_at
)
SELECT d.id, d.resource_id, d.date, d.held, coalesce(l.held, 0), d.sold, coalesce(l.sold, 0),
       d.capacity + d.overbooking - d.held - d.sold - d.blocked, %(at)s
  FROM inventory_date d
       LEFT JOIN (
           SELECT l.resource_id, day::date AS date,
                  sum(l.quantity) FILTER (WHERE h.state = 'HELD') AS held,
                  sum(l.quantity) FILTER (WHERE h.state = 'CONFIRMED') AS sold
             FROM inventory_holdline l JOIN inventory_hold h ON h.id = l.hold_id,
                  generate_series(l.first_date, l.end_date - 1, interval '1 day') AS day
            WHERE h.state IN ('HELD', 'CONFIRMED')
            GROUP BY 1, 2
       ) l USING (resource_id, date)
 WHERE d.held <> coalesce(l.held, 0) OR d.sold <> coalesce(l.sold, 0)
    OR d.held + d.sold + d.blocked > d.capacity + d.overbooking
"""


@use_case
def audit_stock(*, at: dt.datetime) -> int:
    """Write down the dates whose counters differ from the lines, in the place of those found before; return how many."""
    StockDifference.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(_AUDIT, {"at": at})
        differing: int = cursor.rowcount
        return differing
