"""Tables that a test fills by the thousand."""

from __future__ import annotations

from django.db import connection


def count_crowd(*tables: str) -> None:
    """Tell the planner how many rows it faces, as autovacuum would tell it in production.

    What it believes else is what a table held when it was last looked at, a rolled back crowd included
    (pages without rows), and a join of two tables that it takes for empty reads one of them whole for each
    row of the other.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(tables)}")
