"""The database is emptied after each test whose transactions commit.

Django truncates every table and makes content types and permissions anew. Such a test writes to few
tables, so deleting what is in those takes a tenth of the time.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import connection, transaction
from django.test import TransactionTestCase

# What `migrate` fills, and a test has no reason to change.
FILLED = ("auth_permission", "django_content_type")
# What a migration of ours fills: it is put back as it was.
PUT_BACK = ("payments_taxrule",)
BLOATED = 1 << 18


def empty_quickly() -> None:
    """Let Django do it as `empty` does, and in its own way only after a test that changed what `migrate` made."""
    slowly = TransactionTestCase._fixture_teardown
    filled = _filled()
    rows = {table: _rows(table) for table in PUT_BACK}

    def _fixture_teardown(test_case: TransactionTestCase) -> None:
        nonlocal filled
        empty()
        if _filled() != filled:
            slowly(test_case)
            filled = _filled()
        for table, known in rows.items():
            _put_back(table, known)

    TransactionTestCase._fixture_teardown = _fixture_teardown  # type: ignore[method-assign]


def empty() -> None:
    """Delete every row but those that `migrate` made."""
    tables, question = _tables()
    with transaction.atomic(), connection.cursor() as cursor:
        # Like TRUNCATE, wait for whoever still writes. Where all goes, keys and triggers need not look.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(f"LOCK TABLE {tables}")
        cursor.execute(question)
        found = dict(cursor.fetchall())
        bloated = {table for table, size in found.items() if size > BLOATED}
        if bloated:
            cursor.execute(f"TRUNCATE {', '.join(sorted(bloated))} CASCADE")
        for table in sorted(found.keys() - bloated):
            cursor.execute(f"DELETE FROM {table}")


def _rows(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT jsonb_agg(row ORDER BY id)::text FROM {table} AS row")
        return str(cursor.fetchone()[0])


def _put_back(table: str, known: str) -> None:
    if _rows(table) == known:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
        cursor.execute(
            f"INSERT INTO {table} SELECT * FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)",
            [known],
        )


def _filled() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT md5(string_agg(row::text, '' ORDER BY id)) FROM {table} AS row"
                for table in FILLED
            )
        )
        return list(cursor.fetchall())


@cache
def _tables() -> tuple[str, str]:
    """Return the tables that a test may write to, and a query of those that have rows or room for many."""
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    tables = [f'"{name}"' for name in sorted({*names}.difference(FILLED, PUT_BACK))]
    question = " UNION ALL ".join(
        f"SELECT '{table}', pg_relation_size('{table}')"
        f" WHERE EXISTS (SELECT FROM {table}) OR pg_relation_size('{table}') > {BLOATED}"
        for table in tables
    )
    return ", ".join(tables), question
