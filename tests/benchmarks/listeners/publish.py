"""A publisher process: `python -m tests.benchmarks.listeners.publish COUNT RATE START SEED [ODD]`.

Each event is published by a transaction that changes its thing too. RATE 0 is as fast as it goes. Of the
transactions the share ODD is slow, and as many are rolled back. SIGTERM ends it early. It prints how many
transactions were acknowledged and the seconds taken.
"""

from __future__ import annotations

import random
import signal
import sys
import time
from uuid import UUID

import django

THINGS = 2000
SLOW_SECONDS = 0.4


def main(count: int, rate: float, start: float, seed: int, odd: float = 0) -> None:
    """Publish `count` events, from the instant `start` on."""
    from django.db import connection, transaction

    from riz import clock
    from riz.outbox.publishing import publish
    from tests.benchmarks.listeners.apps import Changed

    choice = random.Random(seed)  # noqa: S311 - chance, not secrecy
    acknowledged = 0
    connection.ensure_connection()
    time.sleep(max(0.0, start - time.time()))
    began = time.monotonic()
    told_to_end: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: told_to_end.append(number))
    for number in range(count):
        if told_to_end:
            break
        if rate:
            time.sleep(max(0.0, began + number / rate - time.monotonic()))
        thing, luck = UUID(int=choice.randrange(THINGS)), choice.random()
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO bench_thing (id) VALUES (%s)"
                    " ON CONFLICT (id) DO UPDATE SET number = bench_thing.number + 1",
                    [thing],
                )
            publish(Changed(thing_id=thing, number=number, note="x" * 200, occurred_at=clock.now()))
            if luck < odd:
                time.sleep(SLOW_SECONDS)
            elif luck < 2 * odd:
                transaction.set_rollback(True)
        acknowledged += not odd <= luck < 2 * odd
    print(acknowledged, time.monotonic() - began)


if __name__ == "__main__":
    django.setup()
    main(
        int(sys.argv[1]),
        float(sys.argv[2]),
        float(sys.argv[3]),
        int(sys.argv[4]),
        *map(float, sys.argv[5:]),
    )
