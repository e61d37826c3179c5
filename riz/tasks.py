"""Handing work to Celery after the commit: only a wake-up, for the work itself is a row and a sweep finds it."""

from __future__ import annotations

import logging
import os
import time
from functools import cache, partial
from typing import Any

from celery import Celery, Task
from django.db import transaction
from kombu.pools import ProducerPool
from prometheus_client import Counter

from riz import trace

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 0.4
BREAK_SECONDS = 5.0
PRODUCERS = 16
SCOPE_HEADER = "riz_scope"

ENQUEUED = Counter("riz_tasks_enqueued_total", "Tasks handed to the broker.", ["task"])
FAILED = Counter("riz_tasks_enqueue_failed_total", "Tasks that a sweep has to find.", ["task"])

_broker_rests_until = 0.0


def enqueue_after_commit(task: Task[Any, Any], *args: object, **ids: object) -> None:
    """Enqueue `task` with these ids once the open transaction has committed, at once when there is none.

    Never raises. A broker that is away or silent costs about a second, and then nothing for a while.
    """
    transaction.on_commit(partial(_enqueue, task, args, ids), robust=True)


def scope_headers() -> dict[str, Any]:
    """Return the message headers that carry the work's ids to whoever runs a task."""
    scope = trace.current()
    if scope is None:
        return {}
    ids = {
        "request_id": scope.request_id,
        "correlation_id": scope.correlation_id,
        "traceparent": scope.traceparent,
        "actor": scope.actor,
    }
    return {SCOPE_HEADER: ids}


def _enqueue(task: Task[Any, Any], args: tuple[object, ...], ids: dict[str, object]) -> None:
    global _broker_rests_until  # noqa: PLW0603 - one broker, one memory of its silence
    if time.monotonic() < _broker_rests_until:
        FAILED.labels(task.name).inc()
        return
    try:
        with _producers(task.app).acquire(block=True, timeout=TIMEOUT_SECONDS) as producer:
            task.apply_async(
                args=tuple(_plain(value) for value in args),
                kwargs={name: _plain(value) for name, value in ids.items()},
                headers=scope_headers(),
                producer=producer,
                retry=False,
            )
    except Exception as error:  # noqa: BLE001 - a wake-up that is lost costs latency, never the request
        _broker_rests_until = time.monotonic() + BREAK_SECONDS
        FAILED.labels(task.name).inc()
        log.warning("task.enqueue_failed", extra={"task": task.name, "error": type(error).__name__})
    else:
        ENQUEUED.labels(task.name).inc()


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, int | str) else str(value)


@cache
def _producers(app: Celery) -> ProducerPool:
    """Return producers of our own, whose sockets give up sooner than those of a worker may."""
    connection = app.connection_for_write()
    connection.transport_options = {
        **(connection.transport_options or {}),
        "socket_timeout": TIMEOUT_SECONDS,
        "socket_connect_timeout": TIMEOUT_SECONDS,
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0,
        "interval_max": 0,
    }
    return ProducerPool(connections=connection.Pool(limit=PRODUCERS), limit=PRODUCERS)


os.register_at_fork(after_in_child=_producers.cache_clear)
