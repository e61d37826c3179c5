"""Checks of everything that a running RIZ depends on, one by one with little patience."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from redis.exceptions import RedisError

from riz.operations import heartbeats
from riz.outbox.gauges import gauges
from riz.outbox.running import APPLICATION_NAME
from riz.valkey import prompt_client

log = logging.getLogger(__name__)

LATE_SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A dependency: whether it works, how long it took to say so, and what there is to say."""

    name: str
    label: str
    is_well: bool
    milliseconds: float
    note: str = ""
    is_starting: bool = False

    @property
    def status(self) -> str:
        """`ok`, `starting` or `failed`."""
        return "ok" if self.is_well else "starting" if self.is_starting else "failed"


def database() -> Check:
    """Ask the database how its transactions begin."""
    return _timed("database", "Database", _ask_database)


def migrations() -> Check:
    """Compare the database's tables with the code's."""
    return _timed("migrations", "Migrations", _ask_migrations)


def broker() -> Check:
    """Ask Valkey, which carries wake-ups, hints and limits; without it everything is slower and nothing is lost."""
    return _timed("broker", "Valkey", _ask_broker)


def worker() -> Check:
    """Look for the trace of a worker for what somebody waits for."""
    return _timed("worker", "Worker", lambda: _ask_worker("worker"))


def long_worker() -> Check:
    """Look for the trace of a worker for what takes long."""
    return _timed("long_worker", "Worker for long tasks", lambda: _ask_worker("long-worker"))


def relay() -> Check:
    """Look whether a relay is connected, and how long the oldest event has been waiting for its delivery."""
    return _timed("relay", "Event relay", _ask_relay)


def watch(name: str, label: str, ask: Callable[[], str]) -> None:
    """Have something of a context's own asked as well; it raises `NotWell` where it can't do its work."""
    _watched[name] = lambda: _timed(name, label, ask)


def watched() -> list[Check]:
    """Ask what contexts want to be asked: without it RIZ does less, and is still ready for everything else."""
    return [ask() for ask in _watched.values()]


def _timed(name: str, label: str, ask: Callable[[], str]) -> Check:
    started = time.perf_counter()
    is_well = is_starting = False
    try:
        note, is_well = ask(), True
    except NotYet as error:
        note, is_starting = str(error), True
    except (DatabaseError, RedisError, NotWell) as error:
        note = str(error) if isinstance(error, NotWell) else "does not answer"
        log.warning("check.failed", extra={"check": name, "error": type(error).__name__})
    return Check(
        name=name,
        label=label,
        is_well=is_well,
        is_starting=is_starting,
        milliseconds=round((time.perf_counter() - started) * 1000, 1),
        note=note,
    )


class NotWell(Exception):
    """The dependency answers, and reports a fault."""


class NotYet(NotWell):
    """The dependency can't do its work yet, and will."""


def _ask_database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW default_transaction_isolation")
        (isolation,) = cursor.fetchone()
    # Under any other, rows that are read after waiting for their lock would be old ones.
    if isolation != "read committed":
        raise NotWell(f"transactions begin as {isolation}")
    return "answers"


def _ask_migrations() -> str:
    if not _applied_once:
        waiting = _waiting_migrations()
        if waiting:
            raise NotWell(f"{waiting} not applied")
        _applied_once.append(True)
    return "applied"


def _waiting_migrations() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _ask_broker() -> str:
    prompt_client(settings.REDIS_URL).ping()
    return "answers"


def _ask_worker(kind: str) -> str:
    count = heartbeats.count(prompt_client(settings.REDIS_URL), kind=kind)
    if not count:
        raise NotWell("none has been heard of lately")
    return f"{count} at work"


def _ask_relay() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE application_name = %s AND datname = current_database()",
            [APPLICATION_NAME],
        )
        if not cursor.fetchone()[0]:
            raise NotWell("none is connected")
    oldest = max((row.oldest_pending_seconds for row in gauges()), default=0.0)
    if oldest > LATE_SECONDS:
        raise NotWell(f"{oldest:.0f} s behind")
    return f"{oldest:.1f} s behind" if oldest else "nothing waits"


_watched: dict[str, Callable[[], Check]] = {}
# Once applied, migrations stay applied while this code runs: no need to read the graph each time.
_applied_once: list[bool] = []
