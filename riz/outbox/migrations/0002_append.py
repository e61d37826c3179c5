"""The function that appends events, so that its statement is planned once for each connection and not at each change."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

# An aggregate's counter is raised, and by that locked until the commit, before its events get their ids. Counters are
# taken in one order, so that publishers of the same aggregates can't deadlock each other here. `place` is how many
# events of the same aggregate follow.
APPEND = """
CREATE FUNCTION outbox_append(events jsonb, by_actor text, of_correlation text, of_trace text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    WITH given AS (
        SELECT * FROM jsonb_to_recordset(events) AS g (
            number integer, event_id uuid, name text, aggregate_type text, aggregate_id uuid, place integer,
            part smallint, payload jsonb, occurred_at timestamptz, deliveries jsonb
        )
    ), counted AS (
        INSERT INTO outbox_aggregate AS a (type, id, version)
        SELECT aggregate_type, aggregate_id, count(*) FROM given GROUP BY 1, 2 ORDER BY 1, 2
        ON CONFLICT (type, id) DO UPDATE SET version = a.version + excluded.version
        RETURNING type, id, version
    ), stored AS (
        INSERT INTO outbox_event (
            event_id, name, aggregate_type, aggregate_id, aggregate_version, payload, occurred_at,
            actor, correlation_id, traceparent
        )
        SELECT g.event_id, g.name, g.aggregate_type, g.aggregate_id, c.version - g.place, g.payload, g.occurred_at,
               by_actor, of_correlation, of_trace
        FROM given g JOIN counted c ON c.type = g.aggregate_type AND c.id = g.aggregate_id
        ORDER BY g.number
        RETURNING id, event_id
    )
    INSERT INTO outbox_delivery (
        id, event_id, handler, part, aggregate_type, aggregate_id, state, attempts, last_error
    )
    SELECT d.id, s.id, d.handler, g.part, g.aggregate_type, g.aggregate_id, 'PENDING', 0, ''
    FROM stored s JOIN given g USING (event_id),
         jsonb_to_recordset(g.deliveries) AS d (id uuid, handler text);
END
$$
"""


class Migration(migrations.Migration):
    """Make the function."""

    dependencies: ClassVar = [("outbox", "0001_initial")]

    operations: ClassVar = [
        migrations.RunSQL(
            APPEND, "DROP FUNCTION IF EXISTS outbox_append(jsonb, text, text, text)"
        )
    ]
