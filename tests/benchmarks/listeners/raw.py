"""A process that does nothing but insert: `python -m tests.benchmarks.listeners.raw SECONDS START`; prints how many rows."""

from __future__ import annotations

import sys
import time

import django


def main(seconds: float, start: float) -> None:
    """Insert one row in each transaction, from the instant `start` on."""
    from django.db import connection

    connection.ensure_connection()
    bare = connection.connection
    time.sleep(max(0.0, start - time.time()))
    until, count = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        bare.execute("INSERT INTO bench_raw (note) VALUES ('x')")
        count += 1
    print(count)


if __name__ == "__main__":
    django.setup()
    main(float(sys.argv[1]), float(sys.argv[2]))
