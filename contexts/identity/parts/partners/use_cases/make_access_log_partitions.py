"""Keep the access log's partitions: the next months', made ahead, and none older than the retention."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import connection
from psycopg import sql

from riz.use_cases import use_case

from ..domain.months import month_of, months_later, old_partitions

MONTHS_AHEAD = 2
_ONE_AT_A_TIME = (
    "SELECT pg_advisory_xact_lock(hashtextextended('identity.access_log_partitions', 0))"
)
_NAMES = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'identity_partneraccess'::regclass"


def make_access_log_partitions(*, at: dt.datetime) -> tuple[str, ...]:
    """Make the partitions of this month and the next ones, and drop the old; return the names of the dropped.

    Requests that came while a month had no partition are moved into it. Each partition has a transaction of its own, so
    that the log is never locked for longer than one of them takes.
    """
    this_month = month_of(at)
    for ahead in range(MONTHS_AHEAD + 1):
        _make(months_later(this_month, ahead))
    oldest = months_later(this_month, -settings.RIZ_ACCESS_LOG_MONTHS)
    old = old_partitions(_names(), before=oldest)
    for name in old:
        _drop(name)
    return old


@use_case
def _make(month: dt.date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)
        cursor.execute("SELECT identity_make_access_log_partition(%s)", [month])


@use_case
def _drop(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)
        cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier(name)))


def _names() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_NAMES)
        return [name for (name,) in cursor.fetchall()]
