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
    with connection.cursor() as cursor:
        return {name: _checksum(cursor, name) for name in names}


def _checksum(cursor, name: str) -> str:
    cursor.execute(
        f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM \"{name}\" t"
    )
    return cursor.fetchone()[0]
