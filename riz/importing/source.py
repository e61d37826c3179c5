"""Tripura's present database, read and never written: the server itself refuses a change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.rows import dict_row

from riz.importing.tables import Row

Source = psycopg.Connection[Row]
BATCH = 500


def read_batches(source: Source, query: str) -> Iterator[list[Row]]:
    """Return what the query finds, some hundreds of rows at a time."""
    with source.cursor(name="riz_import", row_factory=dict_row) as cursor:
        cursor.itersize = BATCH
        cursor.execute(query)
        while rows := cursor.fetchmany(BATCH):
            yield rows


@contextmanager
def open_source(database_url: str) -> Iterator[Source]:
    """Open the database for reading only, as one consistent view of it however long that takes.

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
        yield connection
