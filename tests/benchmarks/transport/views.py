"""Real feeds as views of one day, imported and priced the way the product does it."""

from __future__ import annotations

import datetime as dt
import logging
import resource
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from contexts.transport.domain.costing import (
    ComfortWeight,
    CostBook,
    EmissionFactor,
    ExchangeRate,
    Tariff,
    cost_feed,
)
from contexts.transport.domain.gtfs import read_feed
from contexts.transport.domain.modes import Mode
from contexts.transport.domain.options.units import units_in
from contexts.transport.domain.timetable.cut import cut_network
from contexts.transport.domain.timetable.feed import CompiledFeed, arrays_of
from contexts.transport.domain.timetable.network import network_of
from contexts.transport.domain.timetable.view import MAY_ALIGHT, MAY_BOARD, View

HOUR = 3600
DAY = 24 * HOUR
EPOCH = dt.date(1970, 1, 1)
MOST_TOGETHER = 24
"""Stops that links join, one way or another, in a view that peers are asked about too."""


@dataclass(frozen=True, slots=True)
class Source:
    """A feed in the folder of data, and the day to ask about."""

    name: str
    path: str
    date: dt.date | None = None
    """The day in the middle of the feed's dates where None."""
    currency: str = "USD"


SOURCES = (
    Source("sao_paulo", "sao_paulo/spo.zip", currency="BRL"),
    Source("porto_alegre", "porto_alegre/poa_eptc.zip", currency="BRL"),
    Source("amtrak", "amtrak/amtrak.zip"),
    Source("renfe_ld", "renfe/renfe_ld_2026-04.zip", currency="EUR"),
    Source("renfe", "renfe/cercanias_2026-03-16.zip", currency="EUR"),
    Source("nyc", "nyc_subway/nyc_subway.zip", dt.date(2018, 7, 11)),
    Source("london", "synthetic_london/synthetic_london_gtfs.zip", currency="GBP"),
)


@dataclass(frozen=True, slots=True)
class Imported:
    """A feed, what it took to import it, and its views."""

    source: Source
    feed: CompiledFeed
    seconds: float
    nbytes: int
    cut_ms: float
    view: View

    @property
    def stop_times(self) -> int:
        """Arrivals with their departures, of every trip once."""
        return self.feed.events


def imported(folder: Path, name: str, *, hours: tuple[int, int] = (0, 24)) -> Imported:
    """Import a feed and cut some hours of its day."""
    source = next(one for one in SOURCES if one.name == name)
    feed, seconds = _feed(folder / source.path, name)
    units = units_in(book(), source.currency)
    network = network_of([feed], [cost_feed(feed, book(), units)], units=units)
    start = _midnight(feed, source)
    cuts = []
    for _ in range(3):
        begun = time.perf_counter()
        view = cut_network(network, start=start + hours[0] * HOUR, end=start + hours[1] * HOUR)
        cuts.append((1000 * (time.perf_counter() - begun), view))
    cut_ms, view = min(cuts, key=lambda one: one[0])
    nbytes = sum(array.nbytes for array in arrays_of(feed).values())
    return Imported(source, feed, seconds, nbytes, cut_ms, view)


def import_peak_mb(folder: Path, name: str) -> float:
    """Return the most memory that a fresh process takes to import a feed."""
    source = next(one for one in SOURCES if one.name == name)
    code = (
        "import sys, resource; from pathlib import Path;"
        "from contexts.transport.domain.gtfs import read_feed;"
        "read_feed(Path(sys.argv[1]), name='x');"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder / source.path)],
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout.split()[-1]) / 1024


def matched(view: View) -> View:
    """Return a view that says to the engine what its peers make of it.

    They count in minutes. nigiri lets no link take less than the change at either of its ends, and walks on from where a
    link ends: between stops that links join one way or another, there is the shortest of all walks. In a city nearly all
    stops are joined by walks in a row, which would be more links than there is memory for: so the shortest are taken first,
    and none that would join more than `MOST_TOGETHER` stops.
    """
    change = _whole_minutes(view.stop_change_s)
    origin = np.repeat(np.arange(view.stops), np.diff(view.link_first))
    link = np.maximum(_whole_minutes(view.link_s), np.maximum(change[origin], change[view.link_to]))
    minutes = replace(
        view,
        arrivals=(view.arrivals // 60 * 60).astype(np.int32),
        departures=(view.departures // 60 * 60).astype(np.int32),
        stop_change_s=change,
        link_s=link.astype(np.int32),
    )
    return closed(apart(minutes))


def as_cafein(view: View) -> View:
    """Return a matched view as cafein takes it: a change at one stop takes no time, and every stop lets people on and off.

    It walks to no other stop to begin with.
    """
    return replace(
        view,
        stop_change_s=np.zeros_like(view.stop_change_s),
        position_flags=np.full_like(view.position_flags, MAY_BOARD | MAY_ALIGHT),
    )


def apart(view: View, most: int = MOST_TOGETHER) -> View:
    """Return the view without the links by which more stops would hang together, the longest left out first."""
    origin = np.repeat(np.arange(view.stops), np.diff(view.link_first))
    group = np.arange(view.stops)
    members = {stop: [stop] for stop in range(view.stops)}
    for link in np.argsort(view.link_s, kind="stable").tolist():
        one, other = sorted((int(group[origin[link]]), int(group[view.link_to[link]])))
        if one != other and len(members[one]) + len(members[other]) <= most:
            group[members[other]] = one
            members[one] += members.pop(other)
    kept = group[origin] == group[view.link_to]
    first = np.concatenate([[0], np.cumsum(np.bincount(origin[kept], minlength=view.stops))])
    return replace(
        view,
        link_first=first.astype(view.link_first.dtype),
        link_to=view.link_to[kept],
        link_s=view.link_s[kept],
        link_mode=view.link_mode[kept],
        link_criteria=view.link_criteria[kept],
    )


def closed(view: View) -> View:
    """Return the view with a link wherever links lead in a row, as long as the shortest such walk.

    A second of it costs what one does on the given links together.
    """
    origin = np.repeat(np.arange(view.stops), np.diff(view.link_first))
    real = origin != view.link_to
    rows, columns, seconds = _walks(view.stops, origin[real], view.link_to[real], view.link_s[real])
    order = np.lexsort((columns, rows))
    rate = view.link_criteria.sum(axis=0) / max(1, int(view.link_s.sum()))
    first = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=view.stops))])
    return replace(
        view,
        link_first=first.astype(view.link_first.dtype),
        link_to=columns[order].astype(np.int32),
        link_s=seconds[order].astype(np.int32),
        link_mode=np.full(len(rows), Mode.WALK, dtype=view.link_mode.dtype),
        link_criteria=np.rint(seconds[order][:, None] * rate).astype(np.int32),
    )


def _walks(
    stops: int, origin: np.ndarray, destination: np.ndarray, seconds: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (from, to, seconds) of the shortest walk between any two stops of each component."""
    order = np.lexsort((seconds, destination, origin))
    pairs = np.stack([origin[order], destination[order]])
    fresh = np.concatenate([[True], np.any(pairs[:, 1:] != pairs[:, :-1], axis=0)])[: len(order)]
    kept = order[fresh]
    shape = (stops, stops)
    graph = csr_array((seconds[kept].astype(float), (origin[kept], destination[kept])), shape)
    _, component = connected_components(graph, directed=False)
    members = np.argsort(component, kind="stable")
    found: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    for group in np.split(members, np.cumsum(np.bincount(component))[:-1]):
        if len(group) > 1:
            lengths = dijkstra(graph[group][:, group])
            rows, columns = np.nonzero(np.isfinite(lengths) & ~np.eye(len(group), dtype=bool))
            found.append((group[rows], group[columns], lengths[rows, columns]))
    if not found:
        return origin, destination, seconds
    rows, columns, taken = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return rows, columns, taken


def _whole_minutes(seconds: np.ndarray) -> np.ndarray:
    return (-(-seconds // 60) * 60).astype(np.int32)


@cache
def book() -> CostBook:
    """Return the tariffs and factors that come with the project."""
    # Rows of the files are models: Django has to be set up first.
    from contexts.transport.gateways.tariff_files import read_facts

    facts = [row.row.as_fact() for row in read_facts()]
    return CostBook(
        tariffs=tuple(fact for fact in facts if isinstance(fact, Tariff)),
        emissions=tuple(fact for fact in facts if isinstance(fact, EmissionFactor)),
        comfort=tuple(fact for fact in facts if isinstance(fact, ComfortWeight)),
        rates=tuple(fact for fact in facts if isinstance(fact, ExchangeRate)),
    )


_feeds: dict[str, tuple[CompiledFeed, float]] = {}


def _feed(path: Path, name: str) -> tuple[CompiledFeed, float]:
    if name not in _feeds:
        readings = [_read(path, name) for _ in range(2)]
        _feeds[name] = min(readings, key=lambda one: one[1])
    return _feeds[name]


def _read(path: Path, name: str) -> tuple[CompiledFeed, float]:
    begun = time.process_time()
    feed = read_feed(path, name=name).feed
    if feed is None:
        raise SystemExit(f"{path} can't be read as a feed")
    return feed, time.process_time() - begun


def _midnight(feed: CompiledFeed, source: Source) -> int:
    """Return the POSIX second at which the day begins in the feed's zone."""
    from zoneinfo import ZoneInfo

    date = source.date or _busiest(feed)
    return int(dt.datetime.combine(date, dt.time(), ZoneInfo(feed.zone)).timestamp())


def _busiest(feed: CompiledFeed) -> dt.date:
    trips = np.bincount(feed.trip_service, minlength=len(feed.service_days))
    active = feed.days_of(np.arange(feed.days))
    day = int(np.argmax(trips @ active.astype(np.int64)))
    return EPOCH + dt.timedelta(days=int(feed.first_date) + day)


def peak_mb() -> float:
    """Return the most memory that this process has taken."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def set_up() -> None:
    """Let the product's files of tariffs be read: their rows are models."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    django.setup()
    logging.disable(logging.INFO)
