"""The event and its two handlers."""

from __future__ import annotations

import os
import time
from typing import ClassVar
from uuid import UUID

from django.apps import AppConfig
from django.db import connection

from riz.events import Delivery, Event, on

TABLES = """
CREATE TABLE bench_raw (id bigserial PRIMARY KEY, note text);
CREATE TABLE bench_thing (id uuid PRIMARY KEY, number integer NOT NULL DEFAULT 0);
CREATE TABLE bench_effect (
    place bigserial PRIMARY KEY, handler text NOT NULL, event_id uuid NOT NULL, aggregate_id uuid NOT NULL,
    version integer NOT NULL
);
"""
# Handlers that take their time are killed at work more often.
SLOW_HANDLER_SECONDS = float(os.environ.get("SLOW_HANDLER_SECONDS", "0"))


class Changed(Event):
    """A thing was changed."""

    name: ClassVar[str] = "bench.thing.changed.v1"
    aggregate: ClassVar[str] = "thing_id"
    thing_id: UUID
    number: int
    note: str = ""


def first(event: Changed, delivery: Delivery) -> None:
    """Write a row."""
    _write("bench.first", event, delivery)


def second(event: Changed, delivery: Delivery) -> None:
    """Write a row too."""
    _write("bench.second", event, delivery)


def _write(handler: str, event: Changed, delivery: Delivery) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bench_effect (handler, event_id, aggregate_id, version) VALUES (%s, %s, %s, %s)",
            [handler, delivery.event_id, event.thing_id, delivery.aggregate_version],
        )
    if SLOW_HANDLER_SECONDS:
        time.sleep(SLOW_HANDLER_SECONDS)


class ListenersConfig(AppConfig):
    """Subscribes the handlers."""

    name = "tests.benchmarks.listeners"
    label = "bench_listeners"

    def ready(self) -> None:
        """Subscribe."""
        on(Changed, handler="bench.first")(first)
        on(Changed, handler="bench.second")(second)
