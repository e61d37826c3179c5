"""An event and handlers that exist only in tests; what the handlers do is a row in a table of theirs."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import ClassVar
from uuid import UUID

from django.db import connection, transaction

from riz import events
from riz.events import Delivery, Event, Handler, OnDead
from riz.outbox.publishing import publish

AT = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)

EFFECTS = """
CREATE TABLE IF NOT EXISTS tests_effect (
    place bigserial PRIMARY KEY, handler text NOT NULL, event_id uuid NOT NULL, aggregate_id uuid NOT NULL,
    version integer NOT NULL, number integer NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp()
)
"""


class Happened(Event):
    """Something that a test made happen; `what` tells the handlers below how to behave."""

    name: ClassVar[str] = "tests.thing.happened.v1"
    aggregate: ClassVar[str] = "thing_id"
    thing_id: UUID
    number: int = 0
    what: str = ""


def happen(thing_id: UUID, *numbers: int, what: str = "") -> None:
    """Publish events in a transaction."""
    with transaction.atomic():
        publish(
            *[
                Happened(thing_id=thing_id, number=number, what=what, occurred_at=AT)
                for number in numbers
            ]
        )


@contextmanager
def listening(
    handler: str, call: Handler, *, to: type[Event] = Happened, on_dead: OnDead = OnDead.BLOCK
) -> Iterator[None]:
    """Subscribe a handler for a while."""
    events.on(to, handler=handler, on_dead=on_dead)(call)
    try:
        yield
    finally:
        events.unsubscribe(handler)


def leave_effect(handler: str, event: Happened, delivery: Delivery) -> None:
    """Write the row that shows that the handler ran."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tests_effect (handler, event_id, aggregate_id, version, number)"
            " VALUES (%s, %s, %s, %s, %s)",
            [
                handler,
                delivery.event_id,
                event.thing_id,
                delivery.aggregate_version,
                event.number,
            ],
        )


def behave(event: Happened) -> None:
    """Do what the event asks for."""
    match event.what.split(":"):
        case ["raise"]:
            raise ValueError("told to fail")
        case ["exit"]:
            os._exit(9)
        case ["hang"]:
            time.sleep(60)
        case ["wait", seconds]:
            time.sleep(float(seconds))


def first(event: Happened, delivery: Delivery) -> None:
    """Leave an effect, then behave."""
    leave_effect("tests.first", event, delivery)
    behave(event)


def second(event: Happened, delivery: Delivery) -> None:
    """Leave an effect, whatever the event asks for."""
    leave_effect("tests.second", event, delivery)


@contextmanager
def both_listening() -> Iterator[None]:
    """Subscribe `first`, which misbehaves when told to, and `second`, which never does."""
    with listening("tests.first", first), listening("tests.second", second):
        yield


def effects(handler: str = "tests.first", aggregate_id: UUID | None = None) -> list[int]:
    """Return the numbers of the events that a handler took, in the order in which it took them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number FROM tests_effect WHERE handler = %s AND (%s::uuid IS NULL OR aggregate_id = %s)"
            " ORDER BY place",
            [handler, aggregate_id, aggregate_id],
        )
        return [number for (number,) in cursor.fetchall()]
