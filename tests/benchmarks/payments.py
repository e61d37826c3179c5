"""Payments through the use cases: `python -m tests.benchmarks.payments [--payments 400] [--clients 4]`.

A throwaway PostgreSQL with fsync and synchronous_commit on. A payment is what a paying client causes:
begin, reserve, the sandbox's two calls, record with event and receipt. Beside it, in turns, the bare
minimum of the same machine: two transactions that insert one row each. Afterwards the sandbox's books
are held against ours.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from config.local.throwaway import throwaway

ROOT = Path(__file__).resolve().parents[2]
DATABASE = "riz_bench"
ROUNDS = 2


def main() -> None:
    """Run both loads in turns and print the table and the JSON object."""
    arguments = _arguments()
    with throwaway(durable=True) as servers:
        servers.postgres.ensure_database(DATABASE)
        os.environ |= servers.environment(database=DATABASE)
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, check=True)
        _set_up()
        pay, bare = _loads()
        share = arguments.payments // ROUNDS
        paid: list[float] = []
        minimal: list[float] = []
        seconds = {"pay": 0.0, "bare": 0.0}
        for _ in range(ROUNDS):
            seconds["pay"] += _run(pay, share, arguments.clients, paid)
            seconds["bare"] += _run(bare, share, arguments.clients, minimal)
        _report(paid, minimal, seconds, _books(len(paid)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--payments", type=int, default=400)
    parser.add_argument("--clients", type=int, default=4)
    return parser.parse_args()


def _set_up() -> None:
    import django

    django.setup()
    from django.db import connection

    with connection.cursor() as cursor:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            cursor.execute(f"SHOW {name}")
            if cursor.fetchone() != ("on",):
                raise SystemExit(f"{name} is not on: these figures would mean nothing")
        cursor.execute("CREATE TABLE bench_bare (id bigserial PRIMARY KEY, note text)")


def _loads() -> tuple[Callable[[], None], Callable[[], None]]:
    from django.db import connection, transaction

    from contexts.payments import api
    from contexts.payments.use_cases.confirm_payment import confirm_payment
    from contexts.payments.use_cases.start_payment import start_payment
    from riz import clock
    from riz.actor import Actor
    from riz.ids import new_id
    from riz.money import Money

    def pay() -> None:
        payer = Actor(id=new_id(), kind="user")
        assert payer.id is not None
        at = clock.now()
        payable = api.open_payable(
            reference=str(payer.id),
            description="benchmark",
            amount=Money(1_575_000, "INR"),
            payer_id=payer.id,
            tax_lines=(),
            payees=(),
            expires_at=None,
            at=at,
        )
        intent = start_payment(payable_id=payable.id, expected=None, actor=payer, at=at)
        confirm_payment(
            intent_id=intent.id, payment_method="pm_sandbox_success", actor=payer, at=at
        )

    def bare() -> None:
        for _ in range(2):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("INSERT INTO bench_bare (note) VALUES ('x')")

    return pay, bare


def _run(load: Callable[[], None], times: int, clients: int, durations: list[float]) -> float:
    from django.db import connection

    def client(_: int) -> None:
        for _ in range(times // clients):
            begun = time.perf_counter()
            load()
            durations.append(time.perf_counter() - begun)
        connection.close()

    begun = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(client, range(clients)))
    return time.perf_counter() - begun


def _books(payments: int) -> dict[str, Any]:
    from django.db.models import Sum

    from contexts.payments import models
    from contexts.payments.parts.sandbox import api as sandbox

    taken = sandbox.get_balance().captured_minor
    ours = models.Payable.objects.aggregate(sum=Sum("paid_minor", default=0))["sum"]
    numbers = sorted(models.Receipt.objects.values_list("number", flat=True))
    return {
        "double_charges": models.SandboxIntent.objects.filter(state="SUCCEEDED").count() - payments,
        "books_agree": taken == ours,
        "receipts_without_gaps": [int(number[-6:]) for number in numbers]
        == list(range(1, payments + 1)),
    }


def _report(
    paid: list[float], minimal: list[float], seconds: dict[str, float], books: dict[str, Any]
) -> None:
    rows = {
        "payment": (len(paid) / seconds["pay"], paid),
        "two bare INSERT transactions": (len(minimal) / seconds["bare"], minimal),
    }
    print(f"{'':30} {'per second':>10} {'p50 ms':>8} {'p99 ms':>8}")
    for name, (rate, durations) in rows.items():
        print(f"{name:30} {rate:10.1f} {_ms(durations, 50):8.1f} {_ms(durations, 99):8.1f}")
    result = {
        "payments_s": round(rows["payment"][0], 1),
        "bare_s": round(rows["two bare INSERT transactions"][0], 1),
        "ratio": round(rows["payment"][0] / rows["two bare INSERT transactions"][0], 3),
        "payment_p50_ms": _ms(paid, 50),
        "payment_p99_ms": _ms(paid, 99),
        **books,
    }
    print(json.dumps(result))


def _ms(durations: list[float], percentile: int) -> float:
    return round(statistics.quantiles(durations, n=100)[percentile - 1] * 1000, 1)


if __name__ == "__main__":
    main()
