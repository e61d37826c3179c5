"""Tripura's present database, read and never written: the server itself refuses a change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.rows import dict_row

Row = dict[str, Any]
BATCH = 500
_QUERIES = {
    "users": (
        "SELECT u.*, c.password_hash, c.password_algo, c.last_login, c.password_updated_at, c.is_locked"
        " FROM users u LEFT JOIN user_credentials c ON c.user_id = u.id ORDER BY u.created_at, u.id"
    ),
    "user_credentials": (
        "SELECT c.id, c.user_id FROM user_credentials c"
        " LEFT JOIN users u ON u.id = c.user_id WHERE u.id IS NULL ORDER BY c.id"
    ),
    "roles": (
        "SELECT r.*, coalesce(array_agg(p.code ORDER BY p.code) FILTER (WHERE p.id IS NOT NULL), '{}') AS codes"
        " FROM roles r LEFT JOIN role_permissions rp ON rp.role_id = r.id"
        " LEFT JOIN permissions p ON p.id = rp.permission_id GROUP BY r.id ORDER BY r.name"
    ),
    "user_roles": (
        "SELECT ur.user_id, ur.role_id, r.name FROM user_roles ur LEFT JOIN roles r ON r.id = ur.role_id"
        " ORDER BY ur.user_id, ur.role_id"
    ),
    "asset_manager_assignments": "SELECT * FROM asset_manager_assignments ORDER BY id",
    "api_partners": "SELECT * FROM api_partners ORDER BY created_at, id",
    # The newest first: they take the two places that a partner has.
    "api_credentials": (
        "SELECT * FROM api_credentials ORDER BY partner_id, is_active DESC, created_at DESC, id"
    ),
    "user_activity_logs": "SELECT * FROM user_activity_logs ORDER BY created_at, id",
}


class Source:
    """One consistent view of the database, however long reading takes."""

    def __init__(self, connection: psycopg.Connection[Row]) -> None:
        self._connection = connection

    def batches(self, table: str) -> Iterator[list[Row]]:
        """Return the rows of a table, some hundreds at a time, in an order that is always the same."""
        with self._connection.cursor(name=f"riz_{table}", row_factory=dict_row) as cursor:
            cursor.itersize = BATCH
            cursor.execute(_QUERIES[table])
            while rows := cursor.fetchmany(BATCH):
                yield rows


@contextmanager
def open_source(database_url: str) -> Iterator[Source]:
    """Open the database for reading only.

    Raises:
        psycopg.OperationalError: nobody answers there, or lets us in.
    """
    with psycopg.connect(
        database_url,
        connect_timeout=10,
        options="-c default_transaction_read_only=on",
        row_factory=dict_row,
    ) as connection:
        connection.read_only = True
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        yield Source(connection)
