"""The functions that move counters and place holds: one call each, whatever the dates, units and resources."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.models import F, Q

from riz import columns

# Locks come in (resource, date) order and before any change, so no two movers wait for each other. Counters move for
# all rows or for none. A row that is to give more than it has, or is closed, or isn't there, is a misfit; the first of
# them is named. Whether a thing is still sold is asked once its dates are locked. Under REPEATABLE READ the rows that
# are read after waiting would be old ones.
MOVE = """
CREATE FUNCTION inventory_move(
    resources uuid[], dates date[], held_by integer[], sold_by integer[],
    OUT resource_id uuid, OUT date date, OUT wanted integer, OUT free integer, OUT is_closed boolean
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    moved bigint;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'counters move under READ COMMITTED only' USING ERRCODE = 'invalid_transaction_state';
    END IF;
    WITH wanted AS (
        SELECT w.resource_id, w.date, sum(w.held)::integer AS held, sum(w.sold)::integer AS sold,
               sum(w.held + w.sold)::integer AS quantity
          FROM unnest(resources, dates, held_by, sold_by) AS w (resource_id, date, held, sold)
         GROUP BY 1, 2
    ), locked AS MATERIALIZED (
        SELECT d.id, w.*, d.is_closed, d.capacity + d.overbooking - d.held - d.sold - d.blocked AS free
          FROM inventory_date d JOIN wanted w USING (resource_id, date)
         ORDER BY d.resource_id, d.date
           FOR NO KEY UPDATE OF d
    ), misfits AS (
        SELECT w.resource_id, w.date, w.quantity, l.free, l.is_closed
          FROM wanted w LEFT JOIN locked l USING (resource_id, date)
         WHERE l.id IS NULL OR (w.quantity > 0 AND (l.is_closed OR l.free < w.quantity))
    ), moved AS (
        UPDATE inventory_date d SET held = d.held + l.held, sold = d.sold + l.sold
          FROM locked l
         WHERE d.id = l.id AND NOT EXISTS (SELECT FROM misfits)
        RETURNING d.id
    )
    SELECT (SELECT count(*) FROM moved), m.*
      INTO moved, resource_id, date, wanted, free, is_closed
      FROM (SELECT) one LEFT JOIN misfits m ON true
     ORDER BY m.date, m.resource_id
     LIMIT 1;
    IF resource_id IS NULL THEN
        SELECT r.id, w.held + w.sold INTO resource_id, wanted
          FROM unnest(resources, held_by, sold_by) AS w (resource_id, held, sold) JOIN inventory_resource r ON r.id = w.resource_id
         WHERE w.held + w.sold > 0 AND NOT r.is_open
         LIMIT 1;
    END IF;
END $$
"""

# The hold is written before its counters move, so that the rows that others wait for are locked as briefly as can be.
# One date takes the short way, a plain conditional update; what that doesn't find is looked at by the long one.
PLACE = """
CREATE FUNCTION inventory_place_hold(
    new_id uuid, for_requester text, at timestamptz, until timestamptz,
    resources uuid[], first_dates date[], end_dates date[], quantities integer[],
    live_limit integer, is_durable boolean,
    OUT has_too_many boolean, OUT resource_id uuid, OUT date date, OUT wanted integer, OUT free integer,
    OUT is_closed boolean
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    has_moved boolean := false;
BEGIN
    has_too_many := false;
    IF live_limit IS NOT NULL THEN
        -- A lock of the requester's own: of parallel requests not all can be the last.
        PERFORM pg_advisory_xact_lock(hashtextextended('inventory.hold:' || for_requester, 0));
        IF live_limit <= (
            SELECT count(*) FROM inventory_hold h WHERE h.requester = for_requester AND h.state = 'HELD'
        ) THEN
            has_too_many := true;
            RETURN;
        END IF;
    END IF;
    IF NOT is_durable THEN
        PERFORM set_config('synchronous_commit', 'off', true);
    END IF;
    INSERT INTO inventory_hold (id, requester, state, placed_at, expires_at, changed_at)
    VALUES (new_id, for_requester, 'HELD', at, until, at);
    INSERT INTO inventory_holdline (hold_id, resource_id, first_date, end_date, quantity)
    SELECT new_id, l.* FROM unnest(resources, first_dates, end_dates, quantities) AS l;
    IF cardinality(resources) = 1 AND end_dates[1] - first_dates[1] = 1 THEN
        UPDATE inventory_date d SET held = d.held + quantities[1]
         WHERE d.resource_id = resources[1] AND d.date = first_dates[1] AND NOT d.is_closed
           AND d.held + d.sold + d.blocked + quantities[1] <= d.capacity + d.overbooking;
        has_moved := FOUND;
        SELECT r.id INTO resource_id FROM inventory_resource r WHERE r.id = resources[1] AND NOT r.is_open;
    END IF;
    IF NOT has_moved THEN
        SELECT m.* INTO resource_id, date, wanted, free, is_closed
          FROM (
              SELECT array_agg(l.resource_id) AS resources, array_agg(day::date) AS dates,
                     array_agg(l.quantity) AS held, array_agg(0) AS sold
                FROM unnest(resources, first_dates, end_dates, quantities)
                     AS l (resource_id, first_date, end_date, quantity),
                     generate_series(l.first_date, l.end_date - 1, interval '1 day') AS day
          ) w, inventory_move(w.resources, w.dates, w.held, w.sold) m;
    END IF;
END $$
"""


class Migration(migrations.Migration):
    """Dates of their own capacity and overbooking, and the functions."""

    dependencies: ClassVar = [("inventory", "0002_values")]

    operations: ClassVar = [
        migrations.AddField(
            "stockdate",
            "own_capacity",
            models.PositiveIntegerField(
                null=True,
                blank=True,
                help_text="of this date alone, where it differs from the resource's",
            ),
        ),
        migrations.AddField(
            "stockdate",
            "overbooking",
            models.PositiveIntegerField(
                default=0, db_default=0, help_text="sold beyond what there is"
            ),
        ),
        migrations.AddField(
            "stockdate",
            "overbooking_reason",
            columns.LineField(blank=True, default="", db_default=""),
        ),
        migrations.AddField(
            "stockdate", "max_stay", models.PositiveSmallIntegerField(null=True, blank=True)
        ),
        migrations.RemoveConstraint("stockdate", "never_oversold"),
        migrations.AddConstraint(
            "stockdate",
            models.CheckConstraint(
                condition=Q(
                    capacity__gte=F("held") + F("sold") + F("blocked") - F("overbooking")
                ),
                name="never_oversold",
            ),
        ),
        migrations.RunSQL(MOVE, "DROP FUNCTION inventory_move(uuid[], date[], integer[], integer[])"),
        migrations.RunSQL(
            PLACE,
            "DROP FUNCTION inventory_place_hold(uuid, text, timestamptz, timestamptz, uuid[], date[], date[],"
            " integer[], integer, boolean)",
        ),
    ]
