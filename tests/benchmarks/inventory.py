"""Holds through the use case: `python -m tests.benchmarks.inventory [--seconds 3] [--rounds 2] [--clients 2 8]`.

A throwaway PostgreSQL with fsync and synchronous_commit on. Each load takes turns with the ceiling, one
conditional UPDATE of one row in a transaction of its own, so that both meet the same machine; the
ratio is holds over ceiling. Clients are processes. At the end the counters are compared with the lines of all holds.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from config.local.throwaway import throwaway
from riz.actor import SYSTEM

ROOT = Path(__file__).resolve().parents[2]
DATABASE = "riz_bench"
DAYS = 60
RESOURCES = 100
PLENTY = 2_000_000_000
WRONG = """
    SELECT count(*) FROM inventory_date d
    LEFT JOIN (
        SELECT l.resource_id, day::date AS date, sum(l.quantity) AS held
        FROM inventory_holdline l JOIN inventory_hold h ON h.id = l.hold_id,
             generate_series(l.first_date, l.end_date - 1, '1 day') AS day
        WHERE h.state = 'HELD' GROUP BY 1, 2
    ) lines USING (resource_id, date)
    WHERE d.held <> coalesce(lines.held, 0) OR d.held + d.sold + d.blocked > d.capacity
"""
LOADS = ("ceiling", "hot_1_night", "hot_7_nights", "100_types_1_night", "sold_out")


def main() -> None:
    """Run each load in turn with the ceiling and print the table and the JSON object."""
    arguments = _arguments()
    with throwaway(durable=True) as servers:
        servers.postgres.ensure_database(DATABASE)
        os.environ |= servers.environment(database=DATABASE)
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, check=True)
        _in_a_process(_fill)
        found = {
            clients: _alternate(clients, arguments.seconds, arguments.rounds)
            for clients in arguments.clients
        }
        wrong = _in_a_process(_count_wrong)
    _report(found, wrong)
    if wrong:
        raise SystemExit("the counters are not the lines")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--clients", type=int, nargs="+", default=[2, 8])
    return parser.parse_args()


def _alternate(clients: int, seconds: float, rounds: int) -> dict[str, dict[str, float]]:
    """Ceiling, load, ceiling, load: each ratio is to the ceiling run right before."""
    found: dict[str, dict[str, list[float]]] = {load: {"rate": [], "ratio": []} for load in LOADS}
    spawn = multiprocessing.get_context("spawn")
    with spawn.Pool(clients, _share, (spawn.Barrier(clients),)) as pool:

        def rate_of(load: str) -> float:
            shares = [(load, seconds, number) for number in range(clients)]
            return sum(pool.starmap(_work, shares, 1)) / seconds

        for load in LOADS[1:] * rounds:
            ceiling, rate = rate_of("ceiling"), rate_of(load)
            found["ceiling"]["rate"].append(ceiling)
            found[load]["rate"].append(rate)
            found[load]["ratio"].append(rate / ceiling)
    return {
        load: {name: statistics.median(values) for name, values in figures.items() if values}
        for load, figures in found.items()
    }


_barrier: Any


def _share(barrier: Any) -> None:
    global _barrier  # noqa: PLW0603 - a pool hands a barrier over at the start of its processes only
    _barrier = barrier


def _work(load: str, seconds: float, number: int) -> int:
    """Call until the time is over; the barrier gives each process one share."""
    import django

    django.setup()
    call = _call_of(load, number)
    call()
    _barrier.wait(timeout=60)
    count = 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        call()
        count += 1
    return count


def _call_of(load: str, number: int) -> Callable[[], object]:
    from django.db import connection

    from contexts.inventory import api as inventory
    from contexts.inventory import contracts as inventory_contracts
    from contexts.inventory import errors as inventory_errors
    from contexts.inventory.models import Resource
    from riz import clock

    if load == "ceiling":
        return lambda: _raw_update(connection)
    ids = list(Resource.objects.order_by("capacity", "id").values_list("id", flat=True))
    empty, hot, types = ids[0], ids[1], ids[1:]
    today = clock.now().date() + dt.timedelta(days=1)
    turn = iter(range(number * 7919, PLENTY))

    def hold(resource_id: Any, first: int, nights: int) -> None:
        at = clock.now()
        line = inventory_contracts.HoldLine(
            resource_id=resource_id,
            first_date=today + dt.timedelta(days=first),
            end_date=today + dt.timedelta(days=first + nights),
            quantity=1,
        )
        inventory.place_hold(
            lines=[line],
            requester="bench",
            expires_at=at + dt.timedelta(days=1),
            actor=SYSTEM,
            at=at,
        )

    def refused() -> None:
        try:
            hold(empty, 0, 1)
        except inventory_errors.NotAvailable:
            return
        raise SystemExit("something was sold that was not there")

    return {
        "hot_1_night": lambda: hold(hot, 0, 1),
        "hot_7_nights": lambda: hold(hot, next(turn) % 30, 7),
        "100_types_1_night": lambda: hold(types[next(turn) % len(types)], 40, 1),
        "sold_out": refused,
    }[load]


def _raw_update(connection: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE bench_ceiling SET held = held + 1"
            " WHERE id = 1 AND NOT closed AND held + 1 <= capacity"
        )


def _in_a_process(function: Callable[[], Any]) -> Any:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(function)


def _fill() -> None:
    import django

    django.setup()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('fsync'), current_setting('synchronous_commit')")
        if cursor.fetchone() != ("on", "on"):
            raise SystemExit("the server does not write through")
        cursor.execute(
            "CREATE TABLE bench_ceiling (id int PRIMARY KEY, held int, capacity int, closed bool)"
            " WITH (fillfactor = 50)"
        )
        cursor.execute("INSERT INTO bench_ceiling VALUES (1, 0, %s, false)", [PLENTY])
        cursor.execute(
            "INSERT INTO inventory_resource (id, kind, seller_id, time_zone, capacity, open_weekdays,"
            " is_open, currency, base_price_minor, base_occupancy, extra_guest_minor, max_occupancy,"
            " updated_at) SELECT gen_random_uuid(), 'STAY', gen_random_uuid(), 'Asia/Kolkata',"
            " CASE n WHEN 0 THEN 0 ELSE %s END, '{1,2,3,4,5,6,7}', true, 'INR', 1, 2, 0, 3, now()"
            " FROM generate_series(0, %s) n",
            [PLENTY, RESOURCES],
        )
        cursor.execute(
            "INSERT INTO inventory_date (resource_id, date, capacity, held, sold, blocked, min_stay,"
            " is_closed, closed_to_arrival, closed_to_departure) SELECT id, current_date + n, capacity,"
            " 0, 0, 0, 1, false, false, false FROM inventory_resource, generate_series(0, %s) n",
            [DAYS],
        )
        cursor.execute("ANALYZE")


def _count_wrong() -> int:
    import django

    django.setup()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(WRONG)
        return int(cursor.fetchone()[0])


def _report(found: dict[int, dict[str, dict[str, float]]], wrong: int) -> None:
    print(f"{'load':20} {'clients':>8} {'a second':>10} {'of ceiling':>11}")
    for clients, loads in found.items():
        for load, figures in loads.items():
            ratio = f"{figures['ratio']:.2f}" if "ratio" in figures else "–"
            print(f"{load:20} {clients:8} {figures['rate']:10.0f} {ratio:>11}")
    print(f"dates whose counters are not the sum of the lines: {wrong}")
    rates = {
        f"{load}_{clients}_clients": {name: round(value, 3) for name, value in numbers.items()}
        for clients, loads in found.items()
        for load, numbers in loads.items()
    }
    print(json.dumps({"wrong_dates": wrong, "cores": os.cpu_count()} | rates))


if __name__ == "__main__":
    main()
