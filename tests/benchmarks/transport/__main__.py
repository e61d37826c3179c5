"""Journeys: `python -m tests.benchmarks.transport [--data DIR] [--queries 200] [--oracle-queries 10000]`.

The engine, nigiri (C++) and cafein (Rust) are asked the same questions about the same timetables in turns: NYC's subway
and a network of London's size, with walks, changes and times the way the peers understand them (`views.matched`), written
for them as GTFS; cafein, which knows no changes that take time and no walks from the origin, is compared with the engine
asked in the same way. Every side builds its journeys in full. Times are CPU time of this process, one thread.

Some questions take seconds: of those the first 30 or 40 are asked, and sides are compared on what both were asked.

Then the engine is compared with the oracle on smaller feeds. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np

from contexts.transport.domain.engine import Engine
from contexts.transport.domain.engine.pareto import retries as pareto_retries
from contexts.transport.domain.timetable.view import CO2, COST, DISCOMFORT, View
from contexts.transport.queries.asking import SHORT_SLACK

from . import correctness, feed_of_view
from .agreement import agreement, figures
from .beside_peers import PEERS, ratios, verdict
from .peers import Cafein, Nigiri, quiet
from .questions import questions
from .sizes import for_each_million, sizes
from .timing import Ask, Taken, in_turns, report
from .views import as_cafein, imported, matched, set_up
from .window_front import window_front

WINDOW_S: Final = 7200
SHORT_WINDOW_S: Final = 1800
RIDES: Final = 8
ALL: Final = (COST, DISCOMFORT, CO2)
AT_MOST: Final = {
    "cafein profile": 40,
    "window front": 30,
    "window front as cafein": 30,
    "cafein window front": 30,
    "pareto5 full": 30,
}
"""How many of the questions are asked where an answer may take seconds."""
SEED: Final = 20_260_304
Figures = dict[str, Any]


def main() -> None:
    """Measure, print, and end with JSON."""
    begun = time.perf_counter()
    asked = _arguments()
    if not asked.data.is_dir():
        raise SystemExit("Name the folder of real data: --data DIR, or RIZ_DATA")
    set_up()
    folder = asked.data / "transport" if (asked.data / "transport").is_dir() else asked.data
    found: Figures = {}
    compared: dict[str, dict[str, float]] = {}
    for name in asked.networks:
        more, beside = _network(folder, name, asked.queries)
        found |= more
        compared |= beside
        gc.collect()
    found |= for_each_million(found, asked.networks)
    found |= _correctness(folder, asked.oracle_queries)
    found |= verdict(compared)
    found["took_s"] = round(time.perf_counter() - begun)
    print(json.dumps(found))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    data = Path(os.environ.get("RIZ_DATA") or "/nonexistent")
    parser.add_argument("--data", type=Path, default=data)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--oracle-queries", type=int, default=10_000)
    parser.add_argument("--networks", nargs="*", default=["nyc", "london"])
    return parser.parse_args()


def _network(folder: Path, name: str, count: int) -> tuple[Figures, dict[str, dict[str, float]]]:
    print(f"Importing {name} ...", flush=True)
    one = imported(folder, name)
    view = matched(one.view)
    found = sizes(folder, one)
    print("  " + ", ".join(f"{key} {value}" for key, value in found.items()), flush=True)
    with tempfile.TemporaryDirectory() as place:
        feed = Path(place) / "feed.zip"
        feed_of_view.write(view, feed)
        print("Peers read it ...", flush=True)
        nigiri, cafein = Nigiri(feed), Cafein(feed, links_of(view))
    asked, discarded = questions(view, count, seed=SEED, rides=RIDES)
    print(
        f"{count} questions each ({discarded} pairs joined by a walk drawn again) ...", flush=True
    )
    ea = ("ea", "ea as cafein", *(f"{peer} ea" for peer in PEERS))
    before = pareto_retries()
    with quiet():
        taken = in_turns(_asks(view, nigiri, cafein), asked, at_most=AT_MOST, keep=ea)
    report(f"{name}: {view.events:,} events, {view.stops:,} stops", taken)
    found |= _named(name, taken)
    found |= {
        f"{name}_links": len(view.link_to),
        f"{name}_pareto5_slack": [SHORT_SLACK.arrival_s, SHORT_SLACK.rides],
        f"{name}_units": [
            view.units.currency,
            view.units.cost_minor,
            view.units.discomfort_s,
            view.units.co2_g,
        ],
        f"{name}_pareto_retries": pareto_retries() - before,
        f"{name}_discarded_pairs": discarded,
    }
    found |= _agreement(name, taken, {"nigiri": nigiri, "cafein": cafein})
    return found, ratios(name, taken)


def _asks(view: View, nigiri: Nigiri, cafein: Cafein) -> dict[str, Ask]:
    """Return what is asked: `ea` of us beside `nigiri ea`, and so on."""
    engine, its = Engine(view), Engine(as_cafein(view))

    def ours(ask: Callable[..., object], *more: object) -> Ask:
        return lambda question: ask(question.request, *more)

    def theirs(ask: Callable[..., object], *more: object) -> Ask:
        return lambda question: ask(*question.ends_and_time, RIDES, *more)

    return {
        "ea": ours(engine.earliest),
        "nigiri ea": theirs(nigiri.earliest),
        "cafein ea": theirs(cafein.earliest),
        "ea as cafein": lambda question: its.earliest(question.from_one_stop),
        "ea stop to stop": lambda question: engine.earliest(question.stop_to_stop),
        "profile": ours(engine.profile, WINDOW_S),
        "profile as cafein": lambda question: its.profile(question.from_one_stop, WINDOW_S),
        "cafein profile": theirs(cafein.profile, WINDOW_S),
        "window front": lambda question: window_front(engine, question.request, SHORT_WINDOW_S),
        "window front as cafein": lambda question: window_front(
            its, question.from_one_stop, SHORT_WINDOW_S
        ),
        "cafein window front": theirs(cafein.frontier, SHORT_WINDOW_S),
        "pareto": ours(engine.pareto, (COST,)),
        "pareto5": ours(engine.pareto, ALL, SHORT_SLACK),
        "pareto5 full": ours(engine.pareto, ALL),
        "latest": ours(engine.latest),
    }


def _named(network: str, taken: dict[str, Taken]) -> Figures:
    """Return figures as `nyc_ea_ms`, `nigiri_nyc_ea_ms` and the like."""
    found: Figures = {}
    for name, each in taken.items():
        who, _, kind = name.partition(" ")
        parts = (who, network, kind) if who in PEERS else (network, name)
        key = "_".join(parts).replace(" ", "_")
        found[f"{key}_ms"] = each.median
        found[f"{key}_p95_ms"] = each.p95
        found[f"{key}_queries"] = len(each.ms)
    return found


def _agreement(network: str, taken: dict[str, Taken], peers: dict[str, Nigiri | Cafein]) -> Figures:
    found: Figures = {}
    for name, peer in peers.items():
        mine = taken.get(f"ea as {name}", taken["ea"]).answers
        theirs = [peer.figures(answer) for answer in taken[f"{name} ea"].answers]
        counts = agreement([figures(answer) for answer in mine], theirs)
        found |= {f"{network}_{name}_{what}": number for what, number in counts.items()}
        print(f"Beside {name}: {counts}")
    return found


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
