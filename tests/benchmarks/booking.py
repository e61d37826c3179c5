"""Bookings through the use case: `python -m tests.benchmarks.booking [--seconds 5] [--rounds 2] [--clients 4]`.

A throwaway PostgreSQL with fsync and synchronous_commit on; clients are processes. A booking is one
transaction: two nights held, order, versions, audit, payable, events. It takes turns with the least that
a numbered order can be: a transaction that inserts one row and raises one counter, the same for all. The ratio is
bookings over those. At the end everybody wants the last units of one night. What is sold twice is counted from the tables.
"""

from __future__ import annotations

import argparse
import json
import os
import random
from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from tests.benchmarks import support
from tests.benchmarks.support import Call

STAYS = 20
PLENTY = 100_000
LAST_UNITS = 5
TRAVELLERS = 1_000
RUSH_SECONDS = 1
TABLES = """
    CREATE TABLE bench_order (id uuid PRIMARY KEY, note text NOT NULL);
    CREATE TABLE bench_counter (id int PRIMARY KEY, number bigint NOT NULL) WITH (fillfactor = 50);
    INSERT INTO bench_counter VALUES (1, 0);
"""
# Nights of which more are booked than there are, or whose counter is not the sum of their bookings.
OVERSOLD = """
    SELECT count(*) FROM inventory_date d
    LEFT JOIN (
        SELECT (line->>'resource_id')::uuid AS resource_id, night::date AS date,
               sum((line->>'quantity')::int) AS booked
        FROM booking_booking b, jsonb_array_elements(b.stock_lines) AS line,
             generate_series((line->>'first_date')::date, (line->>'end_date')::date - 1, '1 day') AS night
        WHERE b.status = 'ON_HOLD' GROUP BY 1, 2
    ) lines USING (resource_id, date)
    WHERE coalesce(lines.booked, 0) > d.capacity OR coalesce(lines.booked, 0) <> d.held
"""
IN_BETWEEN = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")


def main() -> None:
    """Run both loads in turns, then the rush, and print the table and the JSON object."""
    arguments = _arguments()
    with support.durable_place(RIZ_UNPAID_BOOKINGS_LIMIT=str(PLENTY)):
        *stays, scarce = support.put_stays_on_sale([PLENTY] * STAYS + [LAST_UNITS])
        travellers = support.make_travellers(TRAVELLERS)
        _execute(TABLES + "ANALYZE;")
        make_call = partial(_make_call, travellers=travellers, stays=stays, scarce=scarce)
        statements = _count_statements(make_call("booking", 0))
        found = support.in_turns(
            make_call,
            ("booking", "raw"),
            clients=arguments.clients,
            seconds=arguments.seconds,
            rounds=arguments.rounds,
        )
        rush = support.in_turns(
            make_call, ("rush",), clients=arguments.clients, seconds=RUSH_SECONDS, rounds=1
        )
        oversold = _execute(OVERSOLD)
        last = _execute(
            f"SELECT count(*) FROM booking_booking WHERE item_id = '{scarce}' AND status = 'ON_HOLD'"
        )
    _report(
        {"booking": found["booking"], "one row, one counter": found["raw"], "rush": rush["rush"]},
        {
            **_summary(found["booking"], found["raw"]),
            **statements,
            "oversold": oversold + max(0, last - LAST_UNITS),
            "last_units": LAST_UNITS,
            "last_units_sold": last,
            "rush_tries": len(rush["rush"].seconds),
            "clients": arguments.clients,
            "cores": os.cpu_count(),
        },
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--clients", type=int, default=4)
    return parser.parse_args()


def _make_call(
    load: str, number: int, *, travellers: Sequence[UUID], stays: Sequence[UUID], scarce: UUID
) -> Call:
    from django.db import connection, transaction

    from contexts.inventory import errors as inventory_errors
    from riz.ids import new_id

    choice = random.Random(f"{load} {number}")  # noqa: S311 - chance, not secrecy

    def booking() -> None:
        support.book(
            choice.choice(travellers), choice.choice(stays), in_days=choice.randint(5, 300)
        )

    def rush() -> None:
        try:
            support.book(choice.choice(travellers), scarce, in_days=30, nights=1)
        except inventory_errors.NotAvailable:
            return

    def raw() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO bench_order VALUES (%s, 'x')", [new_id()])
            cursor.execute("UPDATE bench_counter SET number = number + 1 WHERE id = 1")

    return {"booking": booking, "rush": rush, "raw": raw}[load]


def _count_statements(call: Call) -> dict[str, int]:
    """Count what one booking asks of the database, the second one: the first may fill caches."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    call()
    with CaptureQueriesContext(connection) as captured:
        call()
    kinds = Counter(each["sql"].startswith(IN_BETWEEN) for each in captured.captured_queries)
    return {"queries_per_booking": kinds[False], "transaction_statements": kinds[True]}


def _summary(booking: support.Figures, raw: support.Figures) -> dict[str, float]:
    return {
        "bookings_s": round(booking.rate, 1),
        "p50_ms": booking.ms(50),
        "p99_ms": booking.ms(99),
        "raw_tx_s": round(raw.rate, 1),
        "ratio": booking.over(raw),
    }


def _execute(statements: str) -> Any:
    """Run statements and return the first column of the last one's row, if it has one."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statements)
        return cursor.fetchone()[0] if cursor.description else None


def _report(rows: dict[str, support.Figures], result: dict[str, Any]) -> None:
    support.report(rows)
    print(f"statements in a booking: {result['queries_per_booking']}")
    print(f"nights sold twice: {result['oversold']}")
    print(json.dumps(result))
    if result["oversold"]:
        raise SystemExit("something was sold that was not there")


if __name__ == "__main__":
    main()
