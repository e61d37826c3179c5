"""What the database holds, as one checksum a table: two equal answers mean that nothing has changed."""

from __future__ import annotations

from django.apps import apps
from django.db import connection


def checksums(*, leaving_out: frozenset[str] = frozenset()) -> dict[str, str]:
    """Return the checksum of each table of ours but those left out."""
    names = sorted(
        {
            model._meta.db_table
            for model in apps.get_models()
            if model.__module__.startswith(("contexts.", "riz."))
        }
        - leaving_out
    )
    question = " UNION ALL ".join(
        f"SELECT '{name}', md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM \"{name}\" t"
        for name in names
    )
    with connection.cursor() as cursor:
        cursor.execute(question)
        return dict(cursor.fetchall())


def is_anything_written() -> bool:
    """Tell whether the transaction has written or locked a row, what was taken back included: one cheap question."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
        return bool(cursor.fetchone()[0])
