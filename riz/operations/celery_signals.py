"""Signals of Celery: opens the scope that the message carries, counts, leaves traces of life."""

from __future__ import annotations

import os
import time
from contextlib import ExitStack, suppress
from typing import Any

from celery import signals
from django.conf import settings
from prometheus_client import CollectorRegistry, multiprocess, start_http_server
from redis.exceptions import RedisError

from riz import logs, tasks, trace
from riz.operations import heartbeats
from riz.operations.metrics import TASK_SECONDS, TASKS
from riz.valkey import prompt_client

_running: dict[str, tuple[ExitStack, float]] = {}


@signals.setup_logging.connect
def keep_logging(**_: Any) -> None:
    """Leave logging as the settings have it; that somebody listens here keeps Celery's hands off."""


@signals.before_task_publish.connect
def send_scope(headers: dict[str, Any] | None = None, **_: Any) -> None:
    """Send the ids of the work under way along with any task."""
    if headers is not None:
        for name, value in tasks.scope_headers().items():
            headers.setdefault(name, value)


@signals.task_prerun.connect
def open_scope(task_id: str, task: Any, **_: Any) -> None:
    """Open the scope that the message carries, or a new one."""
    headers = task.request.headers or {}
    sent = headers.get(tasks.SCOPE_HEADER) or task.request.get(tasks.SCOPE_HEADER) or {}
    stack = ExitStack()
    stack.enter_context(
        trace.work(
            request_id=str(sent.get("request_id", "")),
            correlation_id=str(sent.get("correlation_id", "")),
            traceparent=str(sent.get("traceparent", "")),
            actor=str(sent.get("actor", "system")),
        )
    )
    logs.name_route(task.name)
    _running[task_id] = (stack, time.perf_counter())


@signals.task_postrun.connect
def close_scope(task_id: str, task: Any, state: str | None = None, **_: Any) -> None:
    """Count the task and close its scope."""
    stack, started = _running.pop(task_id, (ExitStack(), time.perf_counter()))
    TASKS.labels(task.name, (state or "unknown").lower()).inc()
    TASK_SECONDS.labels(task.name).observe(time.perf_counter() - started)
    stack.close()


@signals.heartbeat_sent.connect
def leave_heartbeat(sender: Any, **_: Any) -> None:
    """Say that the worker lives."""
    kind = os.environ.get("RIZ_SERVICE", "worker")
    name = str(getattr(sender.eventer, "hostname", os.getpid()))
    with suppress(RedisError):
        heartbeats.leave(prompt_client(settings.REDIS_URL), kind=kind, name=name)


@signals.worker_ready.connect
def serve_metrics(**_: Any) -> None:
    """Serve the worker's metrics where no server beside it reads the shared directory."""
    port = os.environ.get("RIZ_WORKER_METRICS_PORT")
    if port:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        start_http_server(int(port), registry=registry)


@signals.worker_process_shutdown.connect
def forget_process(pid: int, **_: Any) -> None:
    """Let go of the metrics of a process that is no more."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        multiprocess.mark_process_dead(pid)  # type: ignore[no-untyped-call]
