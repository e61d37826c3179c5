"""Metrics of requests and tasks, by names that are bounded whatever strangers ask for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import DatabaseError
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.core import REGISTRY, GaugeMetricFamily, Metric

from riz.outbox.gauges import HandlerGauges, gauges

REQUESTS = Counter("riz_http_requests_total", "Requests answered.", ["method", "route", "status"])
LATENCY = Histogram(
    "riz_http_request_seconds",
    "Time to answer.",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.6, 1, 2, 5, 15),
)
TASKS = Counter("riz_tasks_total", "Tasks that ended.", ["task", "state"])
TASK_SECONDS = Histogram(
    "riz_task_seconds",
    "Time that tasks took.",
    ["task"],
    buckets=(0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60),
)

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def observe_request(*, method: str, route: str, status: int, seconds: float) -> None:
    """Count an answer under the template of its route."""
    method = method if method in _METHODS else "OTHER"
    REQUESTS.labels(method, route, str(status)).inc()
    LATENCY.labels(method, route).observe(seconds)


def exposition() -> bytes:
    """Write all metrics, those of the other processes too if they share a directory."""
    registry: Any = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    tables = CollectorRegistry()
    tables.register(_OutboxGauges())
    return generate_latest(registry) + generate_latest(tables)


class _OutboxGauges:
    """The backlog of events, read when somebody asks; none while the database is away."""

    def collect(self) -> Iterable[Metric]:
        try:
            return list(self._families())
        except DatabaseError:
            return []

    def _families(self) -> Iterator[Metric]:
        rows = gauges()
        columns: tuple[tuple[str, str, Callable[[HandlerGauges], float]], ...] = (
            ("riz_outbox_pending", "Deliveries not yet done.", lambda row: row.pending),
            ("riz_outbox_dead", "Deliveries given up.", lambda row: row.dead),
            (
                "riz_outbox_oldest_pending_seconds",
                "Age of the oldest delivery not yet done.",
                lambda row: row.oldest_pending_seconds,
            ),
        )
        for name, text, read in columns:
            family = GaugeMetricFamily(name, text, labels=["handler"])
            for row in rows:
                family.add_metric([row.handler], read(row))
            yield family
