"""A list of the catalog through HTTP: `python -m tests.benchmarks.catalog [--rows 10000] [--requests 200]`.

A throwaway PostgreSQL with Tripura and many copies of its accommodations. Each way of asking, through
the whole of Django in this process, takes turns with the bare SQL that it caused, so that both meet the
same machine. The ratio is the p50 of the answers over that of the bare SQL.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from config.local.throwaway import throwaway

ROOT = Path(__file__).resolve().parents[2]
DATABASE = "riz_bench"
ADDRESS = "/api/v1/accommodations"
WAYS = {
    "plain": "?limit=20",
    "filtered": "?limit=20&kind=ROOM&guests=2&max_price_minor=400000&amenity=hot-water",
    "searched": "?limit=20&q=rudrasagr",
}
COPIES = """
    INSERT INTO catalog_accommodation
        (id, slug, seller_id, destination_id, name, kind, description, base_price_minor,
         base_occupancy, extra_guest_price_minor, currency, max_occupancy, units, check_in_time,
         check_out_time, is_active, version, created_at, updated_at)
    SELECT uuidv7(), slug || '-' || n, seller_id, destination_id, name || ' ' || n, kind,
           description, base_price_minor, base_occupancy, extra_guest_price_minor, currency,
           max_occupancy, units, check_in_time, check_out_time, is_active, version, created_at,
           updated_at
    FROM catalog_accommodation, generate_series(1, %s) AS n
"""
AMENITIES = """
    INSERT INTO catalog_accommodation_amenities (accommodation_id, amenity_id)
    SELECT copy.id, theirs.amenity_id
    FROM catalog_accommodation AS copy
    JOIN catalog_accommodation AS original
      ON copy.slug LIKE original.slug || '-%%' AND original.slug !~ '-[0-9]+$'
    JOIN catalog_accommodation_amenities AS theirs ON theirs.accommodation_id = original.id
    WHERE copy.slug ~ '-[0-9]+$'
    ON CONFLICT DO NOTHING
"""


def main() -> None:
    """Fill the catalog, ask, and print the table and the JSON object."""
    arguments = _arguments()
    with throwaway() as servers:
        servers.postgres.ensure_database(DATABASE)
        os.environ |= servers.environment(database=DATABASE)
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
        for command in ("migrate", "load_tripura"):
            subprocess.run([sys.executable, "manage.py", command, "-v0"], cwd=ROOT, check=True)
        rows = _fill(arguments.rows)
        figures = {way: _measure(query, arguments.requests) for way, query in WAYS.items()}
    _report(rows, arguments.requests, figures)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--requests", type=int, default=200)
    return parser.parse_args()


def _fill(rows: int) -> int:
    import django

    django.setup()
    logging.disable(logging.INFO)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM catalog_accommodation")
        originals = cursor.fetchone()[0]
        cursor.execute(COPIES, [max(1, rows // originals - 1)])
        cursor.execute(AMENITIES)
        cursor.execute("VACUUM ANALYZE")  # as autovacuum would by then
        cursor.execute("SELECT count(*) FROM catalog_accommodation")
        return int(cursor.fetchone()[0])


def _measure(query: str, requests: int) -> dict[str, Any]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()

    def ask() -> None:
        answer = client.get(ADDRESS + query)
        if answer.status_code != 200 or not answer.json()["results"]:
            raise SystemExit(f"{query} answered {answer.status_code}: {answer.content[:300]!r}")

    with CaptureQueriesContext(connection) as captured:
        ask()
    statements = [each["sql"] for each in captured.captured_queries]

    def bare() -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
                cursor.fetchall()

    asked, bare_times = _in_turns(ask, bare, requests)
    return {
        "queries": len(statements),
        **_quantiles("http", asked),
        **_quantiles("sql", bare_times),
    }


def _in_turns(
    first: Callable[[], None], second: Callable[[], None], times: int
) -> tuple[list[float], list[float]]:
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(times):
        for call, into in zip((first, second), taken, strict=True):
            start = time.perf_counter()
            call()
            into.append((time.perf_counter() - start) * 1000)
    return taken


def _quantiles(name: str, milliseconds: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(milliseconds, n=20)
    return {f"{name}_p50_ms": round(cuts[9], 2), f"{name}_p95_ms": round(cuts[18], 2)}


def _report(rows: int, requests: int, figures: dict[str, dict[str, Any]]) -> None:
    print(f"GET {ADDRESS}, {rows} accommodations, {requests} requests each way")
    print(
        f"{'way':10}{'queries':>9}{'HTTP p50':>10}{'p95':>9}{'SQL p50':>10}{'p95':>9}{'ratio':>8}"
    )
    for way, row in figures.items():
        row["ratio"] = round(row["http_p50_ms"] / row["sql_p50_ms"], 2)
        numbers = "".join(
            f"{row[key]:{width}.2f}"
            for key, width in (
                ("http_p50_ms", 10),
                ("http_p95_ms", 9),
                ("sql_p50_ms", 10),
                ("sql_p95_ms", 9),
                ("ratio", 8),
            )
        )
        print(f"{way:10}{row['queries']:9}{numbers}")
    print(json.dumps({"rows": rows, "ratio": figures["plain"]["ratio"], "ways": figures}))


if __name__ == "__main__":
    main()
