"""Holds: `python -m tests.benchmarks.inventory [--seconds 3] [--rounds 5] [--clients 8]`.

A throwaway PostgreSQL with fsync and synchronous_commit on. The database's own part first: pgbench, of the same wheel,
calls the function that places a hold, in turns with one bare conditional UPDATE in a transaction of its own: of one row
for a hot night or week, of a hundred for as many types. Then the use case through Python, in turns with the same UPDATE
through Python; then `POST /inventory/holds` on the server of production, in turns with an idempotent POST that does
nothing. The ratios are medians over pairs of turns. At the end the counters are compared with the lines of all holds.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import re
import statistics
import subprocess
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from config.local.postgres import programs
from tests.benchmarks import support
from tests.benchmarks.serving import Client, make_people, server
from tests.benchmarks.support import Call

PLENTY = 1_000_000_000
DAYS = 60
TYPES = 100
TABLES = f"""
    CREATE TABLE bench_ceiling (id int PRIMARY KEY, held int, capacity int, closed bool) WITH (fillfactor = 50);
    INSERT INTO bench_ceiling SELECT n, 0, {PLENTY}, false FROM generate_series(1, {TYPES}) n;
    INSERT INTO inventory_resource (
        id, item_id, kind, seller_id, time_zone, capacity, open_weekdays, is_open, currency, base_price_minor, base_occupancy,
        extra_guest_minor, max_occupancy, updated_at
    )
    SELECT lpad(n::text, 32, '0')::uuid, lpad(n::text, 32, '0')::uuid, 'STAY', gen_random_uuid(), 'Asia/Kolkata', {PLENTY}, '{{1,2,3,4,5,6,7}}', true,
           'INR', 1, 2, 0, 3, now()
      FROM generate_series(1, {TYPES}) n;
    INSERT INTO inventory_date (
        resource_id, date, capacity, held, sold, blocked, min_stay, is_closed, closed_to_arrival, closed_to_departure
    )
    SELECT id, current_date + n, capacity, 0, 0, 0, 1, false, false, false
      FROM inventory_resource, generate_series(0, {DAYS}) n;
    ANALYZE;
"""
UPDATE = "UPDATE bench_ceiling SET held = held + 1 WHERE id = {id} AND NOT closed AND held + 1 <= capacity;"
HOLD = """
SELECT inventory_place_hold(
    gen_random_uuid(), 'bench', now(), now() + interval '1 day', ARRAY[lpad({id}::text, 32, '0')]::uuid[],
    ARRAY[current_date + 1 + {first}], ARRAY[current_date + 1 + {first} + {nights}], ARRAY[1], NULL, {is_durable}
);
"""
ANY_TYPE = rf"\set type random(1, {TYPES})" + "\n"
ANY_DAY = rf"\set day random(0, {DAYS - 10})" + "\n"
SCRIPTS = {
    "bare_hot": UPDATE.format(id=1),
    "bare_types": ANY_TYPE + UPDATE.format(id=":type"),
    "hot_1night": HOLD.format(id=1, first=0, nights=1, is_durable=True),
    "hot_7night": ANY_DAY + HOLD.format(id=1, first=":day::integer", nights=7, is_durable=True),
    "types100_1night": ANY_TYPE + HOLD.format(id=":type", first=0, nights=1, is_durable=True),
    "async_hot": HOLD.format(id=1, first=0, nights=1, is_durable=False),
}
BESIDE = {
    "hot_1night": "bare_hot",
    "hot_7night": "bare_hot",
    "types100_1night": "bare_types",
    "async_hot": "bare_hot",
}
# Dates whose counters are not the sum of the lines, or of which more is held than there is.
OVERSOLD = """
    SELECT count(*) FROM inventory_date d
    LEFT JOIN (
        SELECT l.resource_id, day::date AS date, sum(l.quantity) AS held
        FROM inventory_holdline l JOIN inventory_hold h ON h.id = l.hold_id,
             generate_series(l.first_date, l.end_date - 1, '1 day') AS day
        WHERE h.state = 'HELD' GROUP BY 1, 2
    ) lines USING (resource_id, date)
    WHERE d.held <> coalesce(lines.held, 0) OR d.held + d.sold + d.blocked > d.capacity + d.overbooking
"""
DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"


def main() -> None:
    """Run the three parts and print the table and the JSON object."""
    arguments = _arguments()
    with support.durable_place("tests.benchmarks.real.settings", RIZ_LIVE_HOLDS_LIMIT=str(PLENTY)):
        _execute(TABLES)
        rates, ratios = _run_pgbench(arguments)
        in_turns = partial(
            support.in_turns,
            clients=arguments.clients,
            seconds=arguments.seconds,
            rounds=arguments.rounds,
        )
        python = in_turns(_make_call, ("hold", "bare_update"))
        make_people(arguments.clients)
        with server() as port:
            http = in_turns(partial(_make_request, port=port), ("POST hold", "POST nothing"))
        oversold, deadlocks = _execute(OVERSOLD), _execute(DEADLOCKS)
    for name, rate in rates.items():
        print(f"{name:34}{rate:10.0f}")
    support.report(python | http)
    print(
        json.dumps(
            {f"{name}_ratio_{arguments.clients}": ratio for name, ratio in ratios.items()}
            | {
                f"use_case_hot_ratio_{arguments.clients}": python["hold"].over(
                    python["bare_update"]
                ),
                "http_hold_ratio": http["POST hold"].over(http["POST nothing"]),
                "oversold": oversold,
                "deadlocks": deadlocks,
                "cores": os.cpu_count(),
            }
        )
    )
    if oversold or deadlocks:
        raise SystemExit("the counters are not the lines, or somebody waited for somebody else")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--clients", type=int, default=8)
    return parser.parse_args()


def _run_pgbench(arguments: argparse.Namespace) -> tuple[dict[str, float], dict[str, float]]:
    """Let each load take turns with the bare update beside it; return rates, and the ratios of the pairs."""
    rates: dict[str, list[float]] = {name: [] for name in SCRIPTS}
    ratios: dict[str, list[float]] = {name: [] for name in BESIDE}
    with tempfile.TemporaryDirectory() as folder:
        for name, script in SCRIPTS.items():
            Path(folder, name).write_text(script)
        run = partial(_pgbench, clients=arguments.clients, seconds=arguments.seconds)
        for _ in range(arguments.rounds):
            for name, bare in BESIDE.items():
                beside, rate = run(Path(folder, bare)), run(Path(folder, name))
                rates[bare].append(beside)
                rates[name].append(rate)
                ratios[name].append(rate / beside)
    return (
        {name: statistics.median(found) for name, found in rates.items()},
        {name: round(statistics.median(found), 3) for name, found in ratios.items()},
    )


def _pgbench(script: Path, *, clients: int, seconds: int) -> float:
    options = f"--no-vacuum --protocol=prepared --client={clients} --jobs={min(clients, os.cpu_count() or 1)}"
    command = [
        str(programs() / "pgbench"),
        *options.split(),
        *(f"--time={seconds}", f"--file={script}", os.environ["DATABASE_URL"]),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    answer = done.stdout + done.stderr
    failed = re.search(r"number of failed transactions: (\d+)", answer)
    found = re.search(r"tps = ([\d.]+)", answer)
    if found is None or (failed and failed[1] != "0"):
        raise SystemExit(answer)
    return float(found[1])


def _make_call(load: str, number: int) -> Call:
    del number
    from django.db import connection

    from contexts.inventory import api as inventory
    from contexts.inventory import contracts
    from riz import clock
    from riz.actor import SYSTEM

    first = clock.now().date() + dt.timedelta(days=1)
    line = contracts.HoldLine(
        resource_id=UUID(int=1), first_date=first, end_date=first + dt.timedelta(days=1), quantity=1
    )

    def hold() -> None:
        at = clock.now()
        later = at + dt.timedelta(days=1)
        inventory.place_hold(lines=[line], requester="bench", expires_at=later, actor=SYSTEM, at=at)

    def bare_update() -> None:
        with connection.cursor() as cursor:
            cursor.execute(UPDATE.format(id=1))

    return {"hold": hold, "bare_update": bare_update}[load]


def _make_request(load: str, number: int, *, port: int) -> Call:
    from riz import clock

    client = Client(port, number)
    client.log_in()
    first = clock.now().date() + dt.timedelta(days=1)
    line = {
        "resource_id": str(UUID(int=1)),
        "first_date": first.isoformat(),
        "end_date": (first + dt.timedelta(days=1)).isoformat(),
        "quantity": 1,
    }
    address, facts = {
        "POST hold": ("/api/v1/inventory/holds", {"lines": [line]}),
        "POST nothing": ("/bench/nothing", {}),
    }[load]
    return partial(client.post, address, facts)


def _execute(sql: str, parameters: Sequence[Any] = ()) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, parameters or None)
        return int(cursor.fetchone()[0]) if cursor.description else 0


if __name__ == "__main__":
    main()
