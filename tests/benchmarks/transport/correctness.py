"""Thousands of questions about real feeds to the engine and to the oracle."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from contexts.transport.domain.engine import Ends, Engine, Request, Slack
from contexts.transport.domain.timetable.view import CO2, COST, CRITERIA, DISCOMFORT, View
from tests.contexts.transport.oracle.answers import Oracle
from tests.contexts.transport.oracle.comparison import compare

ALL = (COST, DISCOMFORT, CO2)
SLACK = Slack(1200, 1)
HOUR = 3600


@dataclass(frozen=True, slots=True)
class Share:
    """How much of all questions goes to a feed, and which hours of its day are asked about."""

    feed: str
    share: float
    hours: tuple[int, int]


SHARES = (
    Share("sao_paulo", 0.2, (6, 10)),
    Share("porto_alegre", 0.2, (12, 16)),
    Share("amtrak", 0.15, (0, 72)),
    Share("renfe_ld", 0.15, (0, 24)),
    Share("renfe", 0.15, (6, 12)),
    Share("nyc", 0.15, (7, 10)),
)
# Ten questions in turn; what takes the oracle long comes once.
TURNS: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("earliest", ()),
    ("pareto", (COST,)),
    ("latest", ()),
    ("earliest", ()),
    ("profile", ()),
    ("pareto", ALL),
    ("earliest", ()),
    ("pareto", (DISCOMFORT, CO2)),
    ("restricted", ALL),
    ("arriving", (COST,)),
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """What came of it."""

    asked: Counter[str]
    mismatches: tuple[str, ...]
    retries: int


def agree(folder: Path, count: int) -> Agreement:
    """Ask at least as many questions as named, shared among processes."""
    parts = [
        (folder, share, round(count * share.share / 2 + 0.49), half)
        for share in SHARES
        for half in range(2)
    ]
    asked: Counter[str] = Counter()
    mismatches: list[str] = []
    retries = 0
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for part, found in zip(parts, pool.map(_ask_share, parts), strict=True):
            asked += found.asked
            mismatches += found.mismatches
            retries += found.retries
            print(
                f"  {part[1].feed}: {part[2]} questions, {len(found.mismatches)} differ", flush=True
            )
    return Agreement(asked, tuple(mismatches), retries)


def ask(view: View, name: str, count: int, seed: int) -> Agreement:
    """Ask about one view."""
    engine, oracle = Engine(view), Oracle(view)
    dice = np.random.default_rng(seed)
    asked: Counter[str] = Counter()
    mismatches = []
    for number in range(count):
        kind, criteria = TURNS[number % len(TURNS)]
        request = _request(view, dice, late=kind in {"latest", "arriving"})
        asked[kind] += 1
        try:
            compare(engine, oracle, kind, request, criteria=criteria, window_s=HOUR, slack=SLACK)
        except AssertionError as difference:
            mismatches.append(f"{name} {seed} {number} {kind} {criteria}: {difference}"[:500])
    return Agreement(asked, tuple(mismatches), int(engine.retries))


def _ask_share(part: tuple[Path, Share, int, int]) -> Agreement:
    from .views import imported, set_up

    set_up()
    folder, share, count, half = part
    view = imported(folder, share.feed, hours=share.hours).view
    return ask(view, share.feed, count, half)


def _request(view: View, dice: np.random.Generator, *, late: bool) -> Request:
    first, last = np.quantile(view.departures, (0.02, 0.6)).astype(int)
    if late:
        first, last = np.quantile(view.arrivals, (0.4, 0.98)).astype(int)
    at = int(dice.integers(first, last + 1))
    return Request(_near(view, dice), _near(view, dice), at, int(dice.choice([3, 5, 8])))


def _near(view: View, dice: np.random.Generator) -> Ends:
    """Return a served stop, or the few nearest to one, with seconds and criteria."""
    served = np.flatnonzero(np.diff(view.stop_first_pattern))
    stop = int(dice.choice(served))
    metres = np.hypot(
        view.stop_latitude[served] - view.stop_latitude[stop],
        view.stop_longitude[served] - view.stop_longitude[stop],
    )
    count = int(dice.choice([1, 1, 3]))
    stops = served[np.argsort(metres, kind="stable")[:count]]
    return Ends(
        stops.astype(np.int32),
        dice.integers(0, 900, count).astype(np.int32),
        dice.integers(0, 5, (count, CRITERIA)).astype(np.int32),
    )
