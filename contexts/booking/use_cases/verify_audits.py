"""Proving that nothing was taken out of the audit of bookings, or changed in it."""

from __future__ import annotations

from django.db import connection

# The chain is computed again entry by entry. What was cut off at its end shows by the versions, of which each has one
# entry, and by the status that the last entry led to.
_BROKEN = """
WITH chained AS (
    SELECT e.booking_id, e.id, e.to_status,
           e.digest = booking_audit_digest(coalesce(lag(e.digest) OVER one, ''), e) AS is_whole,
           row_number() OVER (PARTITION BY e.booking_id ORDER BY e.id DESC) AS from_the_end
      FROM booking_auditentry e
    WINDOW one AS (PARTITION BY e.booking_id ORDER BY e.id)
)
SELECT b.reference, min(c.id) FILTER (WHERE NOT c.is_whole)
  FROM booking_booking b LEFT JOIN chained c ON c.booking_id = b.id
 GROUP BY b.id
HAVING bool_or(NOT c.is_whole)
    OR count(c.id) <> (SELECT count(*) FROM booking_bookingversion v WHERE v.booking_id = b.id)
    OR max(c.to_status) FILTER (WHERE c.from_the_end = 1) IS DISTINCT FROM b.status
 ORDER BY b.reference
"""


def verify_audits() -> dict[str, int | None]:
    """Return the references of bookings whose audit is not whole, each with its first wrong entry, if one is there."""
    with connection.cursor() as cursor:
        cursor.execute(_BROKEN)
        return dict(cursor.fetchall())
