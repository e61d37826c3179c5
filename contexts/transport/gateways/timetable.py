"""The timetable that searches use: the enabled feeds, mapped from files, and the days of them that were asked for.

Every process has one. It asks the database once a second whether anything changed; what is under way then ends on the
timetable it began with, whose files stay mapped as long as it holds them.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final
from uuid import UUID

import numpy as np
from django.conf import settings
from scipy.spatial import cKDTree

from riz.caching import generations

from ..domain.costing import CostBook, FeedCosts, cost_feed, road_criteria
from ..domain.engine import Engine
from ..domain.modes import Mode
from ..domain.options.units import UNITS
from ..domain.realtime import Added, LiveChanges
from ..domain.timetable.feed import CompiledFeed
from ..domain.timetable.imports import GENERATION
from ..domain.timetable.links import chord_of, metres_of_chords, unit_vectors
from ..domain.timetable.network import Joining, Network, network_of
from ..domain.timetable.served import trips_of_stops
from ..domain.timetable.view import Float64, Int32, Units, View
from ..models import FeedVersion, RealtimeSource
from . import compiled
from .airports import countries_of
from .live import LiveState
from .live_feeds import LiveFeeds
from .live_views import LiveViews, cut_live
from .timetable_views import ViewCache

log = logging.getLogger(__name__)

HOURS_S: Final = 6 * 3600
DAY_S: Final = 24 * 3600
SHORT_S: Final = 40 * 3600
"""Stretches up to this are rounded to quarters of days, longer ones to days: so that searches share views."""

MARGIN_DEGREES: Final = 0.25
NETWORKS_KEPT: Final = 64
Point = tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class ActiveFeed:
    """A version of a feed that searches use, or that options of the last days name."""

    feed_id: UUID
    version_id: UUID
    slug: str
    name: str
    licence: str
    attribution: str
    is_long_distance: bool
    feed: CompiledFeed
    costs: FeedCosts | None
    """None of versions that are retired."""
    bounds: tuple[float, float, float, float] | None
    """South, west, north, east of the stops that are served; None where none is."""
    countries: Sequence[str]
    """The country of each airport of a feed with flights."""
    sources: tuple[UUID, ...] = ()
    """Where its present state is asked."""
    numbers: tuple[int, ...] | None = None
    """Of trips that were added to a feed and are in one of their own; None for the feed itself."""

    def number_of(self, trip: int) -> int:
        """Return the number by which a trip is known whatever else is added."""
        return trip if self.numbers is None else self.numbers[trip]

    def holds(self, point: Point) -> bool:
        """Tell whether a point lies where the feed runs, or near it."""
        if self.bounds is None:
            return False
        south, west, north, east = self.bounds
        # A degree of longitude is short near the poles.
        wide = MARGIN_DEGREES / max(0.05, float(np.cos(np.radians(point[0]))))
        return (
            south - MARGIN_DEGREES <= point[0] <= north + MARGIN_DEGREES
            and west - wide <= point[1] <= east + wide
        )


@dataclass(frozen=True, eq=False)
class Slice:
    """Some days of some feeds, ready to be searched."""

    view: View
    engine: Engine
    feeds: tuple[ActiveFeed, ...]
    """`view.stop_feed` and `view.pattern_feed` count in them; added trips are in feeds of their own behind all others."""
    joined: Joined
    states: tuple[tuple[LiveState, ...], ...]
    """What the sources of each feed say now: vehicles and alerts; changes are in the view within a moment."""

    def nearest(self, latitude: float, longitude: float, radius_m: float) -> tuple[Int32, Float64]:
        """Return the served stops within a radius and their metres from the point as the crow flies, the nearest first."""
        return self.joined.nearest(latitude, longitude, radius_m)

    @property
    def stop_check_in_s(self) -> Int32:
        """Seconds to add on the way from the street to the first ride: airports."""
        return self.joined.network.stop_check_in_s

    @property
    def stop_exit_s(self) -> Int32:
        """Seconds to add on the way from the last ride to the street: airports."""
        return self.joined.network.stop_exit_s


class Joined:
    """Some feeds side by side, whatever the days."""

    def __init__(self, feeds: tuple[ActiveFeed, ...], book: CostBook, units: Units) -> None:
        self.feeds = feeds
        self.network: Network = network_of(
            [each.feed for each in feeds],
            [each.costs for each in feeds if each.costs is not None],
            units=units,
            joining=_joining(feeds, book, units),
        )
        trips = [trips_of_stops(each.feed) for each in feeds]
        self._served = np.flatnonzero(np.concatenate([np.zeros(0, dtype=np.int64), *trips]))

    @cached_property
    def _points(self) -> Float64:
        places = self.network.stop_latitude[self._served], self.network.stop_longitude[self._served]
        return unit_vectors(*places)

    @cached_property
    def _tree(self) -> cKDTree:
        return cKDTree(self._points)

    def nearest(self, latitude: float, longitude: float, radius_m: float) -> tuple[Int32, Float64]:
        """See `Slice`."""
        point = unit_vectors(np.array([latitude]), np.array([longitude]))[0]
        rows = np.array(self._tree.query_ball_point(point, chord_of(radius_m)), dtype=np.int64)
        metres = metres_of_chords(np.linalg.norm(self._points[rows] - point, axis=1))
        order = np.argsort(metres, kind="stable")
        return self._served[rows[order]].astype(np.int32), metres[order]


class Timetable:
    """The feeds that were enabled at one moment."""

    def __init__(
        self, feeds: Sequence[ActiveFeed], book: CostBook, views: ViewCache, live: LiveFeeds
    ) -> None:
        self.feeds = tuple(feeds)
        self.units = UNITS
        names = b"".join(sorted(each.version_id.bytes for each in feeds))
        self.version = hashlib.blake2b(names, digest_size=6).hexdigest()
        self._book = book
        self._live = live
        self._views = LiveViews(views)
        self._sources = frozenset(
            (each.version_id, source) for each in feeds for source in each.sources
        )
        self._joined: dict[tuple[UUID, ...], Joined] = {}
        self._lock = threading.Lock()

    def slice(self, origin: Point, destination: Point, start: int, end: int) -> Slice:
        """Return the days around [start, end), POSIX seconds, of the feeds that matter between two points."""
        feeds = tuple(
            each
            for each in self.feeds
            if each.is_long_distance or each.holds(origin) or each.holds(destination)
        )
        joined = self._join(feeds)
        start, end = _rounded(start, end)
        states = self.states(feeds)
        kept = self._views.get(
            (tuple(each.version_id for each in feeds), self._book.generation, start, end),
            tuple(one.trips for each in states for one in each if one.changes),
            lambda: cut_live(
                joined.network, _changes(states), start=start, end=end, cost=self._cost
            ),
            room=settings.RIZ_TRANSPORT_VIEWS_MB << 20,
        )
        all_feeds, all_states = with_added(feeds, states, kept.added)
        return Slice(kept.view, kept.engine, all_feeds, joined, all_states)

    def _cost(self, feed: CompiledFeed) -> FeedCosts:
        return cost_feed(feed, self._book, self.units)

    @property
    def state(self) -> str:
        """The version, and what its sources say: another one wherever an answer might be."""
        stamps = sorted(one.stamp for each in self.states(self.feeds) for one in each)
        return "+".join((self.version, *stamps))

    def states(self, feeds: tuple[ActiveFeed, ...]) -> tuple[tuple[LiveState, ...], ...]:
        """Return what the sources of each feed say."""
        known = self._live.now(self._sources)
        return tuple(
            tuple(
                known[each.version_id, source]
                for source in each.sources
                if (each.version_id, source) in known
            )
            for each in feeds
        )

    def _join(self, feeds: tuple[ActiveFeed, ...]) -> Joined:
        key = tuple(each.version_id for each in feeds)
        with self._lock:
            joined = self._joined.get(key)
            if joined is None:
                while len(self._joined) >= NETWORKS_KEPT:
                    del self._joined[next(iter(self._joined))]
                joined = self._joined[key] = Joined(feeds, self._book, self.units)
        return joined


class _Present:
    """The timetable of this process, and what it was made of."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._building = threading.Lock()
        self._views = ViewCache()
        self._live = LiveFeeds()
        self._known: tuple[tuple[int, str, str], Timetable] | None = None

    def get(self, book: CostBook) -> Timetable:
        """Return the timetable, made anew by one thread where feeds or prices changed; the others take the one before."""
        key = (generations.recent(GENERATION), book.generation, settings.RIZ_TRANSPORT_FOLDER)
        known = self._known
        if known is not None and known[0] == key:
            return known[1]
        if not self._building.acquire(blocking=known is None or known[0][2] != key[2]):
            assert known is not None  # noqa: S101 - only then is nobody waited for
            return known[1]
        try:
            known = self._known
            if known is None or known[0] != key:
                known = self._known = (key, self._make(book, known[1] if known else None))
        finally:
            self._building.release()
        return known[1]

    def forget(self) -> None:
        """Begin from nothing."""
        self.__init__()  # type: ignore[misc]

    def _make(self, book: CostBook, before: Timetable | None) -> Timetable:
        same_prices = before is not None and before._book.generation == book.generation  # noqa: SLF001
        kept = {each.version_id: each for each in before.feeds} if before and same_prices else {}
        rows = FeedVersion.objects.in_use().select_related("feed")
        sources = _sources()
        found = (
            _active(row, book, kept.get(row.id), tuple(sources[row.feed_id]))
            for row in rows.order_by("-feed__priority", "feed__slug")
        )
        made = Timetable(
            [each for each in found if each is not None], book, self._views, self._live
        )
        versions = {each.version_id for each in made.feeds}
        self._views.keep_only(lambda key: versions.issuperset(key[0]) and key[1] == book.generation)  # type: ignore[index]
        log.info("transport.timetable", extra={"version": made.version, "feeds": len(made.feeds)})
        return made


_present = _Present()
forget = _present.forget


def current(book: CostBook) -> Timetable:
    """Return the timetable of the enabled feeds with the prices of a book; at most a second old."""
    return _present.get(book)


def stored(version_id: UUID) -> ActiveFeed | None:
    """Return a version whose files are still there, retired or not; None where they are gone."""
    row = FeedVersion.objects.stored().select_related("feed").filter(id=version_id).first()
    return None if row is None else _active(row, None, None)


def _sources() -> defaultdict[UUID, list[UUID]]:
    """Return the sources that are asked about each feed."""
    sources: defaultdict[UUID, list[UUID]] = defaultdict(list)
    rows = RealtimeSource.objects.filter(is_enabled=True).order_by("id")
    for feed_id, source_id in rows.values_list("feed_id", "id"):
        sources[feed_id].append(source_id)
    return sources


def with_added(
    feeds: tuple[ActiveFeed, ...], states: tuple[tuple[LiveState, ...], ...], added: Sequence[Added]
) -> tuple[tuple[ActiveFeed, ...], tuple[tuple[LiveState, ...], ...]]:
    """Return feeds and what is said of them, those of added trips behind."""
    own = tuple(
        replace(feeds[each.to], feed=each.feed, costs=None, numbers=each.numbers) for each in added
    )
    return (*feeds, *own), (*states, *(states[each.to] for each in added))


def added_now(
    states: tuple[tuple[LiveState, ...], ...], feeds: tuple[ActiveFeed, ...]
) -> list[Added]:
    """Return the trips that are added to feeds now."""
    return [
        Added.of(number, feeds[number].feed, changes.added)
        for number, changes in enumerate(_changes(states))
        if changes is not None and changes.added
    ]


def _changes(states: tuple[tuple[LiveState, ...], ...]) -> list[LiveChanges | None]:
    return [LiveChanges.merged([one.changes for one in each]) for each in states]


def _active(
    row: FeedVersion,
    book: CostBook | None,
    known: ActiveFeed | None,
    sources: tuple[UUID, ...] = (),
) -> ActiveFeed | None:
    try:
        feed = (
            known.feed if known else compiled.load(Path(settings.RIZ_TRANSPORT_FOLDER) / row.folder)
        )
    except compiled.CompiledFeedUnreadable as fault:
        log.warning(
            "transport.feed_unreadable", extra={"feed": row.feed.slug, "reason": str(fault)}
        )
        return None
    costs = known.costs if known else None
    if costs is None and book is not None:
        costs = cost_feed(feed, book, UNITS)
    return ActiveFeed(
        feed_id=row.feed_id,
        version_id=row.id,
        slug=row.feed.slug,
        name=row.feed.name,
        licence=row.feed.licence,
        attribution=row.feed.attribution,
        is_long_distance=row.feed.is_long_distance,
        feed=feed,
        costs=costs,
        bounds=known.bounds if known else _bounds(feed),
        countries=known.countries if known else countries_of(feed),
        sources=sources,
    )


def _bounds(feed: CompiledFeed) -> tuple[float, float, float, float] | None:
    served = np.flatnonzero(trips_of_stops(feed))
    if not len(served):
        return None
    latitude, longitude = feed.stop_latitude[served], feed.stop_longitude[served]
    return (
        float(latitude.min()),
        float(longitude.min()),
        float(latitude.max()),
        float(longitude.max()),
    )


def _joining(feeds: tuple[ActiveFeed, ...], book: CostBook, units: Units) -> Joining:
    def road(mode: Mode, metres: int, seconds: int) -> tuple[int, int, int]:
        return road_criteria(book, mode, metres, seconds, units)

    return Joining(
        road=road,
        long_distance=frozenset(
            number for number, each in enumerate(feeds) if each.is_long_distance
        ),
        countries=tuple(each.countries for each in feeds),
    )


def _rounded(start: int, end: int) -> tuple[int, int]:
    """Round a stretch outward."""
    grain = HOURS_S if end - start <= SHORT_S else DAY_S
    return start // grain * grain, -(-end // grain) * grain
