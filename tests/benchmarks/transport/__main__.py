"""Journeys: `python -m tests.benchmarks.transport [--data DIR] [--queries 200] [--oracle-queries 10000]`.

The engine, nigiri (C++) and cafein (Rust) are asked the same questions about the same timetables in turns: NYC's subway
and a network of London's size, with walks, changes and times the way the peers understand them (`views.matched`), written
for them as GTFS. Every side builds its journeys in full. Times are CPU time of this process, one thread.

Then the engine is compared with the oracle on smaller feeds. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from contexts.transport.domain.engine import Engine, Slack
from contexts.transport.domain.engine.pareto import retries as pareto_retries
from contexts.transport.domain.timetable.view import CO2, COST, DISCOMFORT, View
from contexts.transport.gateways import compiled

from . import correctness, feed_of_view
from .peers import Cafein, Nigiri, quiet
from .questions import Question, questions
from .timing import Ask, Taken, in_turns, report
from .views import Imported, import_peak_mb, imported, matched, set_up

WINDOW_S = 7200
FRONTIER_WINDOW_S = 1800
RIDES = 8
ALL = (COST, DISCOMFORT, CO2)
PRODUCT_SLACK = Slack(1200, 1)
"""What journeys of a town are allowed to lag behind the best: the product searches no wider there."""
SLOW = 40
"""Questions for what takes a peer a second or more; its profile on the large network is asked as often as ours."""
Figures = dict[str, Any]


def main() -> None:
    """Measure, print, and end with JSON."""
    asked = _arguments()
    if not asked.data.is_dir():
        raise SystemExit("Name the folder of real data: --data DIR, or RIZ_DATA")
    set_up()
    folder = asked.data / "transport" if (asked.data / "transport").is_dir() else asked.data
    found: Figures = {}
    for name in asked.networks:
        found |= _network(folder, name, asked.queries)
        gc.collect()
    found |= _totals(found, asked.networks)
    found |= _correctness(folder, asked.oracle_queries)
    print(json.dumps(found))


def _totals(found: Figures, networks: list[str]) -> Figures:
    """Return what importing took of all networks together, for each million stop times."""
    millions = sum(found[f"{name}_million_stop_times"] for name in networks)
    if not millions:
        return {}
    seconds, megabytes = (
        sum(found[f"{name}_{what}"] for name in networks) for what in ("import_s", "mb")
    )
    return {
        "import_s_per_million": round(seconds / millions, 3),
        "mb_per_million": round(megabytes / millions, 3),
    }


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    data = Path(os.environ.get("RIZ_DATA") or "/nonexistent")
    parser.add_argument("--data", type=Path, default=data)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--oracle-queries", type=int, default=10_000)
    parser.add_argument("--networks", nargs="*", default=["nyc", "london"])
    return parser.parse_args()


def _network(folder: Path, name: str, count: int) -> Figures:
    print(f"Importing {name} ...", flush=True)
    one = imported(folder, name)
    view = matched(one.view)
    found = _sizes(folder, one)
    with tempfile.TemporaryDirectory() as place:
        feed = Path(place) / "feed.zip"
        feed_of_view.write(view, feed)
        print("Peers read it ...", flush=True)
        nigiri = Nigiri(feed)
        cafein = Cafein(feed, links_of(view))
        asked = questions(view, count, seed=20_260_304, rides=RIDES)
        asks, at_most = _asks(view, nigiri, cafein, large=name == "london")
        print(f"{count} questions each ...", flush=True)
        with quiet():
            taken = in_turns(asks, asked, at_most=at_most)
        report(f"{name}: {view.events:,} events, {view.stops:,} stops", taken)
        found |= _named(name, taken)
        found[f"{name}_pareto5_slack"] = [PRODUCT_SLACK.arrival_s, PRODUCT_SLACK.rides]
        found |= _agreement(name, Engine(view), nigiri, cafein, asked)
        found[f"{name}_pareto_retries"] = pareto_retries()
    return found


def _asks(
    view: View, nigiri: Nigiri, cafein: Cafein, *, large: bool
) -> tuple[dict[str, Ask], dict[str, int]]:
    engine = Engine(view)

    def ours(ask: Callable[..., object], *more: object) -> Ask:
        return lambda question: ask(question[3], *more)

    def theirs(ask: Callable[..., object], *more: object) -> Ask:
        return lambda question: ask(*question[:3], RIDES, *more)

    asks: dict[str, Ask] = {
        "ea": ours(engine.earliest),
        "nigiri ea": theirs(nigiri.earliest),
        "cafein ea": theirs(cafein.earliest),
        "profile": ours(engine.profile, WINDOW_S),
        "cafein profile": theirs(cafein.profile, WINDOW_S),
        "pareto": ours(engine.pareto, (COST,)),
        "pareto5": ours(engine.pareto, ALL, PRODUCT_SLACK),
        "pareto5 full": ours(engine.pareto, ALL),
        "latest": ours(engine.latest),
        "cafein frontier": theirs(cafein.frontier, FRONTIER_WINDOW_S),
    }
    return asks, {"cafein frontier": SLOW if not large else SLOW // 2}


def _named(name: str, taken: dict[str, Taken]) -> Figures:
    """Return figures as `nyc_ea_ms`, `nigiri_nyc_ea_ms` and the like."""
    found: Figures = {}
    for what, each in taken.items():
        who, _, kind = (
            what.rpartition(" ") if what.startswith(("nigiri", "cafein")) else ("", "", what)
        )
        key = "_".join(part for part in (who, name, kind.replace(" ", "_")) if part)
        found[f"{key}_ms"] = each.median
        found[f"{key}_p95_ms"] = each.p95
    return found


def _agreement(
    name: str, engine: Engine, nigiri: Nigiri, cafein: Cafein, asked: list[Question]
) -> Figures:
    """Return in how many percent the earliest arrivals, and the whole fronts, are those of the peers."""
    arrivals, fronts, with_cafein = 0, 0, 0
    for origin, destination, at, request in asked:
        ours = sorted((one.arrives, one.rides) for one in engine.earliest(request))
        theirs = nigiri.figures(nigiri.earliest(origin, destination, at, RIDES))
        others = cafein.figures(cafein.earliest(origin, destination, at, RIDES))
        arrivals += ours[:1] == theirs[:1] or bool(ours and theirs and ours[0][0] == theirs[0][0])
        fronts += ours == theirs
        with_cafein += bool(
            ours[:1] == others[:1] or (ours and others and ours[0][0] == others[0][0])
        )
    share = 100 / len(asked)
    print(f"Equal arrivals: nigiri {arrivals * share:.1f} %, cafein {with_cafein * share:.1f} %")
    return {
        f"{name}_nigiri_equal_arrivals_percent": round(arrivals * share, 2),
        f"{name}_nigiri_equal_fronts_percent": round(fronts * share, 2),
        f"{name}_cafein_equal_arrivals_percent": round(with_cafein * share, 2),
    }


def _sizes(folder: Path, one: Imported) -> Figures:
    """Return what importing, keeping and cutting a feed takes."""
    name, millions = one.source.name, one.stop_times / 1e6
    found = {
        f"{name}_million_stop_times": millions,
        f"{name}_mb": round(one.nbytes / 1e6, 3),
        f"{name}_import_s": round(one.seconds, 3),
        f"{name}_import_peak_mb": round(import_peak_mb(folder, name)),
        f"{name}_cut_ms": round(one.cut_ms, 2),
        f"{name}_worker_start_s": round(_worker_start(one), 3),
    }
    print("  " + ", ".join(f"{key} {value}" for key, value in found.items()), flush=True)
    return found


def _worker_start(one: Imported) -> float:
    """Return the seconds from the start of a process until its engine is warm and its feed mapped: the second such process."""
    code = (
        "import sys; from pathlib import Path;"
        "from contexts.transport.gateways import compiled;"
        "from contexts.transport.domain.engine.warming import warm;"
        "feed = compiled.load(Path(sys.argv[1])); warm()"
    )
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "feed"
        compiled.save(one.feed, folder)
        taken = []
        for _ in range(3):
            begun = time.perf_counter()
            subprocess.run([sys.executable, "-c", code, str(folder)], check=True)
            taken.append(time.perf_counter() - begun)
    return min(taken)


def _correctness(folder: Path, count: int) -> Figures:
    print(f"\nThe oracle is asked {count} questions ...", flush=True)
    found = correctness.agree(folder, count) if count else None
    if found is None:
        return {"oracle_queries": 0, "oracle_mismatches": 0}
    for difference in found.mismatches[:10]:
        print(difference)
    return {
        "oracle_queries": found.asked.total(),
        "oracle_mismatches": len(found.mismatches),
        "label_overflow_retries": found.retries,
    }


def links_of(view: View) -> list[tuple[str, str, int, float]]:
    """Return the view's links as (from, to, seconds, metres)."""
    origin = np.repeat(np.arange(view.stops), np.diff(view.link_first))
    rows = zip(origin.tolist(), view.link_to.tolist(), view.link_s.tolist(), strict=True)
    return [(f"s{a}", f"s{b}", seconds, seconds * 1.2) for a, b, seconds in rows if a != b]


if __name__ == "__main__":
    main()
