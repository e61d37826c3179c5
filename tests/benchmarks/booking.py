"""Orders through the use cases: `python -m tests.benchmarks.booking [--seconds 5] [--rounds 2] [--clients 32]`.

A throwaway PostgreSQL with fsync and synchronous_commit on; clients are processes. An order is quoted, held, booked, paid
through the sandbox and confirmed, as travellers do it, each step a transaction of its own. It takes turns with the least
that a numbered order can be: a transaction that inserts one row and raises one counter, the same for all. The ratio is
orders over those. At the end everybody wants the last units of one night. What is sold twice, and what else is broken, is
counted from the tables; statements are those of placing an order of one item and of ten.
"""

from __future__ import annotations

import argparse
import datetime as dt
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
IN_BETWEEN = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")


def main() -> None:
    """Run both loads in turns, then the rush, and print the table and the JSON object."""
    arguments = _arguments()
    with support.durable_place(RIZ_UNPAID_BOOKINGS_LIMIT=str(PLENTY)):
        *stays, scarce = support.put_on_sale([PLENTY] * STAYS + [LAST_UNITS])
        travellers = support.make_travellers(TRAVELLERS)
        _execute(TABLES + "ANALYZE;")
        make_call = partial(_make_call, travellers=travellers, stays=stays, scarce=scarce)
        statements = _count_statements(travellers[0])
        found = support.in_turns(
            make_call,
            ("order", "raw"),
            clients=arguments.clients,
            seconds=arguments.seconds,
            rounds=arguments.rounds,
        )
        rush = support.in_turns(
            make_call, ("rush",), clients=arguments.clients, seconds=RUSH_SECONDS, rounds=1
        )
        broken = _count_broken()
        last = _execute(
            f"SELECT max(held + sold) FROM inventory_date WHERE resource_id = '{scarce}'"
        )
    _report(
        {"order": found["order"], "one row, one counter": found["raw"], "rush": rush["rush"]},
        {
            **_summary(found["order"], found["raw"]),
            **statements,
            "invariants_broken": broken + max(0, last - LAST_UNITS),
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
    parser.add_argument("--clients", type=int, default=32)
    return parser.parse_args()


def _make_call(
    load: str, number: int, *, travellers: Sequence[UUID], stays: Sequence[UUID], scarce: UUID
) -> Call:
    from django.db import connection, transaction

    from contexts.inventory import errors as inventory_errors
    from riz.ids import new_id

    choice = random.Random(f"{load} {number}")  # noqa: S311 - chance, not secrecy

    def order() -> None:
        _order(
            choice.choice(travellers),
            support.stay(choice.choice(stays), in_days=choice.randint(5, 300)),
        )

    def rush() -> None:
        try:
            support.place(choice.choice(travellers), support.stay(scarce, in_days=30, nights=1))
        except inventory_errors.NotAvailable:
            return

    def raw() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO bench_order VALUES (%s, 'x')", [new_id()])
            cursor.execute("UPDATE bench_counter SET number = number + 1 WHERE id = 1")

    return {"order": order, "rush": rush, "raw": raw}[load]


def _order(traveller: UUID, wish: Any) -> None:
    """Quote, hold, book, pay and confirm."""
    from contexts.booking.contracts import Source
    from contexts.booking.use_cases.apply_payment import apply_payment
    from contexts.booking.use_cases.quote_order import quote_order
    from contexts.inventory import api as inventory
    from contexts.inventory.contracts import HoldLine
    from contexts.payments.use_cases.confirm_payment import confirm_payment
    from contexts.payments.use_cases.start_payment import start_payment
    from riz import clock
    from riz.actor import Actor

    actor, at = Actor(id=traveller, kind="user"), clock.now()
    quote = quote_order(wishes=[wish], source=Source.PORTAL, at=at)
    line = HoldLine(
        resource_id=wish.item_id, first_date=wish.start_date, end_date=wish.end_date, quantity=1
    )
    hold = inventory.place_hold(
        lines=[line], expires_at=at + dt.timedelta(minutes=15), actor=actor, at=at
    )
    placed = support.place(traveller, wish, hold_id=hold.id, expected_total=quote.total)
    (payable,) = placed.payables
    intent = start_payment(payable_id=payable.id, expected=payable.amount, actor=actor, at=at)
    confirm_payment(intent_id=intent.id, payment_method="pm_sandbox_success", actor=actor, at=at)
    apply_payment(payable_id=payable.id, amount=payable.amount, at=at)


def _count_statements(traveller: UUID) -> dict[str, int]:
    """Count what placing an order asks of the database, each time the second one: the first may fill caches."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counted = {}
    for name, wishes in {"queries_1_item": 1, "queries_10_items": 10}.items():
        support.place(traveller, *support.mixed(wishes))
        with CaptureQueriesContext(connection) as captured:
            support.place(traveller, *support.mixed(wishes))
        kinds = Counter(each["sql"].startswith(IN_BETWEEN) for each in captured.captured_queries)
        counted[name] = kinds[False]
    return counted


def _count_broken() -> int:
    """Count dates whose counters aren't what their lines come to, audits that aren't whole, and payments without an order."""
    from contexts.booking.use_cases.verify_audits import verify_audits
    from contexts.inventory.use_cases.audit_stock import audit_stock
    from riz import clock

    unpaid = _execute("""
        SELECT count(*) FROM booking_booking b
         WHERE b.status = 'CONFIRMED' AND b.paid_minor <> b.total_minor
            OR b.paid_minor <> (
                SELECT coalesce(sum(s.amount_minor), 0) FROM booking_payableshare s
                  JOIN booking_orderpayable p ON p.id = s.payable_id AND p.status = 'PAID'
                 WHERE s.booking_id = b.id
            )
    """)
    return audit_stock(at=clock.now()) + len(verify_audits()) + int(unpaid)


def _summary(order: support.Figures, raw: support.Figures) -> dict[str, float]:
    return {
        "bookings_s": round(order.rate, 1),
        "p50_ms": order.ms(50),
        "p95_ms": order.ms(95),
        "raw_tx_s": round(raw.rate, 1),
        "ratio": order.over(raw),
    }


def _execute(statements: str) -> Any:
    """Run statements and return the first column of the last one's row, if it has one."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statements)
        return cursor.fetchone()[0] if cursor.description else None


def _report(rows: dict[str, support.Figures], result: dict[str, Any]) -> None:
    support.report(rows)
    print(json.dumps(result))
    if result["invariants_broken"]:
        raise SystemExit("something was sold that was not there, or isn't whole")


if __name__ == "__main__":
    main()
