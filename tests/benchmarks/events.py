"""Events through the outbox: `python -m tests.benchmarks.events [--seconds 60] [--rate 500] [--burst 20000]`.

A throwaway PostgreSQL with fsync and synchronous_commit on, publisher processes whose every event is
a transaction of its own, one real `manage.py relay`, two handlers that write a row each. What is lost,
doubled or out of order is counted from the tables. Lag is from the storing of an event, just before
its commit, to the recording of its delivery, just before that one's.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from config.local.throwaway import throwaway

ROOT = Path(__file__).resolve().parents[2]
DATABASE = "riz_bench"
PUBLISHERS = 4
RAW_SECONDS = 4
START_SECONDS = 4
HANDLERS = 2


def main() -> None:
    """Run both loads and print the table and the JSON object."""
    arguments = _arguments()
    with throwaway(durable=True) as servers:
        postgres = servers.postgres
        postgres.ensure_database(DATABASE)
        environment = {
            **os.environ,
            **servers.environment(database=DATABASE),
            "DJANGO_SETTINGS_MODULE": "tests.benchmarks.listeners.settings",
        }
        _run(environment, "manage.py", "migrate", "-v0")
        with postgres.connect(DATABASE) as connection:
            _assert_durable(connection)
            connection.execute(_tables())
            sustained = _sustained(connection, environment, arguments)
            # Before and after what is held against it, for disks have moods.
            raw = _raw_limit(environment)
            burst = _burst(connection, environment, arguments.burst)
            raw = (raw + _raw_limit(environment)) / 2
            truth = _count(connection)
    _report(arguments, raw, sustained, burst, truth)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--rate", type=int, default=500)
    parser.add_argument("--burst", type=int, default=20_000)
    return parser.parse_args()


def _assert_durable(connection: psycopg.Connection[Any]) -> None:
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        row = connection.execute(f"SHOW {name}".encode()).fetchone()
        if row != ("on",):
            raise SystemExit(f"{name} is not on: these figures would mean nothing")


def _tables() -> bytes:
    from tests.benchmarks.listeners.apps import TABLES

    return TABLES.encode()


def _raw_limit(environment: dict[str, str]) -> float:
    """Return bare one-row transactions a second, with as many processes as there are publishers."""
    start = str(time.time() + START_SECONDS)
    module = "tests.benchmarks.listeners.raw"
    inserting = [
        subprocess.Popen(
            [sys.executable, "-m", module, str(RAW_SECONDS), start],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(PUBLISHERS)
    ]
    return sum(int(each.communicate()[0]) for each in inserting) / RAW_SECONDS


def _sustained(
    connection: psycopg.Connection[Any], environment: dict[str, str], arguments: argparse.Namespace
) -> dict[str, float]:
    with _relay(environment):
        time.sleep(3)
        published, seconds = _publish(
            environment, arguments.rate * arguments.seconds, arguments.rate
        )
        waited = _wait_until_drained(connection)
    lags = connection.execute(
        "SELECT percentile_cont(ARRAY[0.5, 0.95, 0.99, 1]) WITHIN GROUP"
        " (ORDER BY extract(epoch FROM d.finished_at - e.stored_at) * 1000)"
        " FROM outbox_delivery d JOIN outbox_event e ON e.id = d.event_id"
    ).fetchone()
    p50, p95, p99, longest = (float(lag) for lag in lags[0]) if lags else (0.0,) * 4
    return {
        "published": published,
        "events_s": published / seconds,
        "drained_after_s": waited,
        "lag_p50_ms": p50,
        "lag_p95_ms": p95,
        "lag_p99_ms": p99,
        "lag_max_ms": longest,
    }


def _burst(
    connection: psycopg.Connection[Any], environment: dict[str, str], size: int
) -> dict[str, float]:
    published, seconds = _publish(environment, size, 0)
    connection.execute("ANALYZE")
    with _relay(environment):
        drained = _wait_until_drained(connection)
    return {"published": published, "publish_s": published / seconds, "seconds": drained}


def _publish(environment: dict[str, str], count: int, rate: float) -> tuple[int, float]:
    """Run the publishers; returns what they were told is committed, and the seconds they took."""
    start = time.time() + START_SECONDS
    publishers = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.benchmarks.listeners.publish",
                *map(str, (count // PUBLISHERS, rate / PUBLISHERS, start, seed)),
            ],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in range(PUBLISHERS)
    ]
    answers = [publisher.communicate()[0].split() for publisher in publishers]
    return sum(int(answer[0]) for answer in answers), max(float(answer[1]) for answer in answers)


@contextmanager
def _relay(environment: dict[str, str]) -> Iterator[None]:
    relay = subprocess.Popen([sys.executable, "manage.py", "relay"], cwd=ROOT, env=environment)
    try:
        yield
    finally:
        relay.terminate()
        relay.wait(timeout=30)


def _wait_until_drained(connection: psycopg.Connection[Any], *, within: float = 300) -> float:
    began = time.monotonic()
    pending = b"SELECT EXISTS (SELECT 1 FROM outbox_delivery WHERE state = 'PENDING')"
    while connection.execute(pending).fetchone() == (True,):
        if time.monotonic() - began > within:
            raise SystemExit("the relay has not come to an end")
        time.sleep(0.1)
    return time.monotonic() - began


def _count(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """Compare what was published with what took effect."""
    row = connection.execute(
        "SELECT (SELECT count(*) FROM outbox_event),"
        " count(*), count(DISTINCT (handler, event_id)),"
        " count(*) FILTER (WHERE version <= coalesce(former, 0))"
        " FROM (SELECT handler, event_id, version, lag(version) OVER"
        "   (PARTITION BY handler, aggregate_id ORDER BY place) AS former FROM bench_effect) AS effects"
    ).fetchone()
    stored, effects, distinct, disordered = row or (0, 0, 0, 0)
    return {
        "stored": stored,
        "effects": effects,
        "distinct": distinct,
        "disordered": disordered,
    }


def _report(
    arguments: argparse.Namespace,
    raw: float,
    sustained: dict[str, float],
    burst: dict[str, float],
    truth: dict[str, int],
) -> None:
    acknowledged = int(sustained["published"] + burst["published"])
    result = {
        "events_s": round(sustained["events_s"], 1),
        "lag_p50_ms": round(sustained["lag_p50_ms"], 1),
        "lag_p95_ms": round(sustained["lag_p95_ms"], 1),
        "lag_p99_ms": round(sustained["lag_p99_ms"], 1),
        "lag_max_ms": round(sustained["lag_max_ms"], 1),
        "lost": acknowledged * HANDLERS - truth["distinct"],
        "duplicated": truth["effects"] - truth["distinct"],
        "disordered": truth["disordered"],
        "burst_events": int(burst["published"]),
        "burst_drained_s": round(burst["seconds"], 1),
        "burst_deliveries_s": round(burst["published"] * HANDLERS / burst["seconds"], 1),
        "publish_s": round(burst["publish_s"], 1),
        "raw_tx_s": round(raw, 1),
        "publish_to_raw": round(burst["publish_s"] / raw, 3),
        "drain_to_raw": round(burst["published"] * HANDLERS / burst["seconds"] / raw, 3),
        "seconds": arguments.seconds,
        "events": acknowledged,
        "handlers": HANDLERS,
    }
    for name, value in result.items():
        print(f"{name:<22}{value:>14}")
    print(json.dumps(result))


def _run(environment: dict[str, str], *command: str) -> None:
    subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, check=True)


if __name__ == "__main__":
    main()
