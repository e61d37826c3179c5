"""Signing in over HTTP: `python -m tests.benchmarks.auth [--seconds 3] [--rounds 2] [--clients 4] [--requests 1000]`.

A throwaway PostgreSQL with fsync and synchronous_commit on, the server of production (granian) on loopback with
argon2 as in production; clients are processes, each with an account and a kept connection. Signing in takes turns
with bare argon2, refreshing with a bare transaction that inserts one row and updates one of its own. Then one
client asks, in turns, `/auth/me`, a view that does nothing for whoever is signed in, and one that does not even
look who asks. The ratios are rates over bare rates, and the p95 of `/auth/me` over that of doing nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from functools import partial
from typing import Any

from tests.benchmarks import support
from tests.benchmarks.serving import PASSWORD, Client, make_people, server
from tests.benchmarks.support import Call, Figures

LOADS = ("login", "argon2", "refresh", "raw_tx")
ADDRESSES = {"me": "/api/v1/auth/me", "nothing": "/bench/nothing", "empty": "/bench/empty"}
ASKED = ("GET /api/v1/auth/me", "nothing, signed in", "nothing at all")
TITLES = ("login", "bare argon2", "refresh", "two bare statements", *ASKED)
TABLES = "CREATE TABLE bench_token (id uuid PRIMARY KEY, client int NOT NULL, used bool NOT NULL)"


def main() -> None:
    """Run the loads in turns, then ask in turns, and print the table and the JSON object."""
    arguments = _arguments()
    with support.durable_place("tests.benchmarks.real.settings"):
        from django.db import connection

        make_people(arguments.clients)
        connection.cursor().execute(TABLES)
        with server() as port:
            found = support.in_turns(
                partial(_make_call, port=port),
                LOADS,
                clients=arguments.clients,
                seconds=arguments.seconds,
                rounds=arguments.rounds,
            )
            asked = _ask_in_turns(port, arguments.requests)
    support.report(dict(zip(TITLES, (found | asked).values(), strict=True)))
    print(json.dumps(_result(found, asked, arguments)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--requests", type=int, default=1000)
    return parser.parse_args()


def _result(
    found: dict[str, Figures], asked: dict[str, Figures], arguments: argparse.Namespace
) -> dict[str, Any]:
    me, nothing, empty = (asked[name].ms(95) for name in ADDRESSES)
    return {
        "login_s": round(found["login"].rate, 1),
        "argon2_s": round(found["argon2"].rate, 1),
        "login_ratio": found["login"].over(found["argon2"]),
        "refresh_s": round(found["refresh"].rate, 1),
        "raw_tx_s": round(found["raw_tx"].rate, 1),
        "refresh_ratio": found["refresh"].over(found["raw_tx"]),
        "me_p95_ms": me,
        "bare_view_p95_ms": nothing,
        "ratio": round(me / nothing, 2),
        "empty_view_p95_ms": empty,
        "clients": arguments.clients,
        "cores": os.cpu_count(),
    }


def _make_call(load: str, number: int, *, port: int) -> Call:
    from django.contrib.auth.hashers import check_password, make_password
    from django.db import connection, transaction

    from riz.ids import new_id

    if load == "argon2":
        return partial(check_password, PASSWORD, make_password(PASSWORD))
    client, last = Client(port, number), [new_id()]
    if load == "refresh":
        client.log_in()

    def raw_tx() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE bench_token SET used = true WHERE id = %s", [last[0]])
            last[0] = new_id()
            cursor.execute("INSERT INTO bench_token VALUES (%s, %s, false)", [last[0], number])

    return {"login": client.log_in, "refresh": client.refresh, "raw_tx": raw_tx}[load]


def _ask_in_turns(port: int, times: int) -> dict[str, Figures]:
    client = Client(port)
    client.log_in()
    found = {name: Figures() for name in ADDRESSES}
    for number in range(-20, times):  # the first ones fill caches
        for name, address in ADDRESSES.items():
            begun = time.perf_counter()
            client.get(address)
            if number >= 0:
                found[name].seconds.append(time.perf_counter() - begun)
    for figures in found.values():
        figures.rates.append(times / sum(figures.seconds))
    return found


if __name__ == "__main__":
    main()
