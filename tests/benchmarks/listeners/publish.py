"""A publisher process: `python -m tests.benchmarks.listeners.publish COUNT RATE START SEED`.

Each event is published by a transaction that changes its thing too. RATE 0 is as fast as it goes. The
last line printed is how many transactions were acknowledged, how many were rolled back on purpose, and the seconds taken.
"""

from __future__ import annotations

import random
import sys
import time
from datetime import UTC, datetime
from uuid import UUID

import django

THINGS = 2000


def main(count: int, rate: float, start: float, seed: int) -> None:
    """Publish `count` events, from the instant `start` on."""
    from django.db import connection, transaction

    from riz.outbox.publishing import publish
    from tests.benchmarks.listeners.apps import Changed

    choice = random.Random(seed)
    acknowledged = 0
    connection.ensure_connection()
    time.sleep(max(0.0, start - time.time()))
    began = time.monotonic()
    for number in range(count):
        if rate:
            time.sleep(max(0.0, began + number / rate - time.monotonic()))
        thing = UUID(int=choice.randrange(THINGS))
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO bench_thing (id) VALUES (%s)"
                    " ON CONFLICT (id) DO UPDATE SET number = bench_thing.number + 1",
                    [thing],
                )
            publish(
                Changed(thing_id=thing, number=number, note="x" * 200, occurred_at=datetime.now(UTC))
            )
        acknowledged += 1
    print(acknowledged, time.monotonic() - began)


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]))
