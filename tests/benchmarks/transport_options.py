"""Options over HTTP: `python -m tests.benchmarks.transport_options [--data DIR] [--queries 200] [--networks nyc london demo]`.

Throwaway servers with the demo network, NYC's subway and a network of London's size, imported as a timetable always is. Questions
go through the whole of Django in this process, with the window of two hours that is usual: from one random stop to another at a
random minute of the day, and on the demo network between cities on a whole day. Each is asked first with nothing kept, then again
while its answer is. Days are cut before the clock runs, as web workers do. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import logging
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.local.throwaway import throwaway

ROOT = Path(__file__).resolve().parents[2]
DATABASE = "riz_bench"
ADDRESS = "/api/v1/transport/options"
CITIES = ("Delhi", "Mumbai", "Kolkata", "Chennai", "Bengaluru", "Guwahati", "Silchar", "Patna")
ENDS = ("Agartala", "Unakoti", "Udaipur, Tripura", "Jampui Hills", "Dharmanagar", "Sabroom")
SEED = 20
Query = dict[str, Any]
Figures = dict[str, Any]


@dataclass(frozen=True)
class Network:
    """A feed, and the day on which it is asked about."""

    name: str
    path: str
    start: dt.datetime
    """The first minute of the day that is asked about, in UTC."""
    queries: int
    """Of the number that was asked for, at most so many."""


NETWORKS = (
    Network("nyc", "nyc_subway/nyc_subway.zip", dt.datetime(2018, 7, 11, 10, tzinfo=dt.UTC), 1000),
    Network(
        "london",
        "synthetic_london/synthetic_london_gtfs.zip",
        dt.datetime(2026, 4, 15, 5, tzinfo=dt.UTC),
        80,
    ),
)
DEMO = "demo"
MINUTES = 16 * 60


def main() -> None:
    """Import, ask, and print the JSON object."""
    asked = _arguments()
    folder = asked.data / "transport" if (asked.data / "transport").is_dir() else asked.data
    with throwaway() as servers, tempfile.TemporaryDirectory() as feeds:
        servers.postgres.ensure_database(DATABASE)
        os.environ |= servers.environment(database=DATABASE)
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "RIZ_TRANSPORT_FOLDER": feeds,
        }
        _manage("migrate", "-v0")
        _manage("load_places")
        _manage("load_demo_network")
        wanted = [network for network in NETWORKS if network.name in asked.networks]
        for network in wanted:
            _manage("import_gtfs", str(folder / network.path), "--feed", network.name)
        import django
        from django.db import connection

        django.setup()
        logging.disable(logging.WARNING)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # as autovacuum would by then
        _get_ready()
        found: Figures = {}
        for network in wanted:
            found |= measured(
                network.name, random_pairs(network), min(asked.queries, network.queries)
            )
        if DEMO in asked.networks:
            found |= measured(DEMO, cities(), min(asked.queries, 60))
    print(json.dumps(found))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("RIZ_DATA", "")))
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--networks", nargs="*", default=[*(one.name for one in NETWORKS), DEMO])
    asked = parser.parse_args()
    if not asked.data.is_dir() or asked.data == Path():
        parser.error("name the folder of real data: make bench-transport-options DATA=folder")
    return asked


def _manage(*command: str) -> None:
    subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, check=True)


def _get_ready() -> None:
    """Do what a web worker does when it starts."""
    from contexts.transport.gateways import timetable_warming
    from contexts.transport.queries import searching
    from riz import clock

    timetable_warming.get_ready(lambda: searching.book_of(clock.now()))


def random_pairs(network: Network) -> Iterator[Query]:
    """Ask between random stops, at random minutes."""
    from contexts.transport.gateways import timetable
    from contexts.transport.queries import searching
    from riz import clock

    active = timetable.current(searching.book_of(clock.now())).feeds
    feed = next(each.feed for each in active if each.slug == network.name)
    chosen = random.Random(SEED)  # noqa: S311 - the same questions each time
    while True:
        ends = [chosen.randrange(feed.stops) for _ in range(2)]
        places = [f"{feed.stop_latitude[i]:.5f},{feed.stop_longitude[i]:.5f}" for i in ends]
        at = network.start + dt.timedelta(minutes=chosen.randrange(MINUTES))
        if places[0] != places[1]:
            yield {"origin": places[0], "dest": places[1], "depart_at": at.isoformat()}


def cities() -> Iterator[Query]:
    """Ask between cities and Tripura, and back, on a day in two weeks."""
    from riz import clock

    chosen = random.Random(SEED)  # noqa: S311 - the same questions each time
    today = clock.now().date()
    while True:
        ends = [chosen.choice(CITIES), chosen.choice(ENDS)]
        chosen.shuffle(ends)
        date = today + dt.timedelta(days=14)
        yield {"origin": ends[0], "dest": ends[1], "date": date.isoformat()}


def measured(name: str, questions: Iterator[Query], count: int) -> Figures:
    """Ask so many questions, each of them twice, and say how long that took."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    usual = settings.RIZ_TRANSPORT_ANSWER_SECONDS
    asked = [next(questions) for _ in range(count)]
    settings.RIZ_TRANSPORT_ANSWER_SECONDS = 0
    _warmed(client, asked)
    fresh = [_asked(client, query) for query in asked]
    settings.RIZ_TRANSPORT_ANSWER_SECONDS = 600
    for query in asked:
        _asked(client, query)
    kept = [_asked(client, query) for query in asked]
    settings.RIZ_TRANSPORT_ANSWER_SECONDS = usual
    found = {
        **_quantiles(f"{name}_options", [each.milliseconds for each in fresh]),
        **_quantiles(f"{name}_options_cpu", [each.cpu_milliseconds for each in fresh]),
        **_quantiles(f"{name}_options_cached", [each.milliseconds for each in kept]),
        f"{name}_queries": count,
        f"{name}_found": round(statistics.mean(each.found for each in fresh), 1),
        f"{name}_truncated": sum(each.truncated for each in fresh),
        f"{name}_without_way": sum(not each.found for each in fresh),
    }
    print(" ".join(f"{key}={value}" for key, value in found.items()), flush=True)
    return found


@dataclass(frozen=True)
class _Answered:
    milliseconds: float
    cpu_milliseconds: float
    """Of this process: what remains the same on a busy machine."""
    found: int
    truncated: bool


def _warmed(client: Any, asked: list[Query]) -> None:
    """Have every stretch of days cut that will be asked about, and kernels loaded."""
    for query in {_stretch(query): query for query in asked}.values():
        _asked(client, query)


def _stretch(query: Query) -> str:
    at = query.get("depart_at")
    return query["date"] if at is None else str(dt.datetime.fromisoformat(at).hour // 6)


def _asked(client: Any, query: Query) -> _Answered:
    began = time.process_time()
    milliseconds, answer = _timed(lambda: client.get(ADDRESS, query))
    cpu = (time.process_time() - began) * 1000
    if answer.status_code != 200:
        raise SystemExit(f"{query} answered {answer.status_code}: {answer.content[:300]!r}")
    told = answer.json()
    return _Answered(milliseconds, cpu, told["found"], told["truncated"])


def _timed(call: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    answer = call()
    return (time.perf_counter() - start) * 1000, answer


def _quantiles(name: str, milliseconds: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(milliseconds, n=100)
    names = {50: "p50_ms", 95: "p95_ms", 99: "p99_ms"}
    return {f"{name}_{text}": round(cuts[percent - 1], 2) for percent, text in names.items()}


if __name__ == "__main__":
    main()
