"""Parts of every search: the timetable in force, the prices of the day, room to search in, and an end to patience."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from ..contracts import Place, Source
from ..domain.costing import CostBook, road_criteria
from ..domain.modes import Mode
from ..domain.options.approaches import Criteria, RoadCriteria
from ..domain.options.describing import DescribedFeed
from ..domain.options.found import EPOCH
from ..domain.options.units import UNITS
from ..domain.streets import Point
from ..domain.timetable.feed import CompiledFeed
from ..domain.timetable.view import Units
from ..errors import Busy, OutsideTimetable, TooFarAhead, TooFarPast
from ..gateways import timetable as timetables
from ..gateways.roads import roads as known_roads
from ..gateways.streets import street_router
from ..gateways.timetable import ActiveFeed, Timetable
from ..gateways.timetable_warming import ensure_ready
from .tariffs import cost_book

FARTHEST_AHEAD: Final = dt.timedelta(days=731)
FARTHEST_PAST: Final = dt.timedelta(days=7)
CURRENCY: Final = UNITS.currency

# Up to so many metres along streets, and how fast: as ways by road are estimated elsewhere.
_SPEEDS: Final = ((5_000, 6.1), (30_000, 9.7), (100_000, 13.9), (10**9, 18.1))

_BY_ROAD: Final = frozenset({Mode.CAR, Mode.TAXI})
_room: dict[int, threading.BoundedSemaphore] = {}


@dataclass(frozen=True, slots=True)
class Served:
    """The dates of a timetable, the last one included."""

    first: dt.date
    last: dt.date


@contextmanager
def room() -> Iterator[None]:
    """Search, unless as many searches as are allowed are under way in this process.

    Raises:
        Busy: they are.
    """
    allowed: int = settings.RIZ_TRANSPORT_SEARCHES
    gate = _room.setdefault(allowed, threading.BoundedSemaphore(allowed))
    if not gate.acquire(timeout=settings.RIZ_TRANSPORT_SEARCH_WAIT_SECONDS):
        raise Busy(retry_after_seconds=1)
    try:
        yield
    finally:
        gate.release()


def patience(seconds: float) -> Callable[[], bool]:
    """Return what tells whether so many seconds have passed."""
    until = time.monotonic() + seconds
    return lambda: time.monotonic() >= until


def timetable(book: CostBook) -> Timetable:
    """Return the timetable in force, with the prices of a book: every search and every way again begins here.

    Raises:
        NotReadyYet: the loops are being compiled.
    """
    ensure_ready()
    return timetables.current(book)


def book_of(at: dt.datetime) -> CostBook:
    """Return the prices of the day."""
    return cost_book(at)


def described_feeds(feeds: Sequence[ActiveFeed]) -> list[DescribedFeed]:
    """Return active feeds as they are told of."""
    return [DescribedFeed(each.feed, source_of(each)) for each in feeds]


def source_of(active: ActiveFeed) -> Source:
    """Return whose timetable a feed is."""
    return Source(
        feed=active.name,
        publisher=active.feed.publisher,
        version=str(active.version_id),
    )


def served(feeds: Sequence[CompiledFeed]) -> Served | None:
    """Return from when until when anything runs; None while there is no feed."""
    running = [feed for feed in feeds if feed.days]
    if not running:
        return None
    first = min(feed.first_date for feed in running)
    last = max(feed.first_date + feed.days - 1 for feed in running)
    return Served(EPOCH + dt.timedelta(days=first), EPOCH + dt.timedelta(days=last))


def check_dates(dates: Served | None, wanted: dt.datetime, *, now: dt.datetime) -> None:
    """Refuse what no timetable covers.

    Raises:
        TooFarAhead: nobody publishes timetables so far ahead.
        TooFarPast: it is long gone.
        OutsideTimetable: no feed has the date.
    """
    day = dt.timedelta(days=1)
    if dates and dates.first - day <= wanted.date() <= dates.last + day:
        return
    facts = (
        {"served_from": dates.first.isoformat(), "served_until": dates.last.isoformat()}
        if dates
        else {}
    )
    if wanted - now > FARTHEST_AHEAD:
        raise TooFarAhead(**facts)
    if now - wanted > FARTHEST_PAST:
        raise TooFarPast(**facts)
    if dates:
        raise OutsideTimetable(**facts)


def roads(book: CostBook, units: Units, country: str, places: tuple[str, ...] = ()) -> RoadCriteria:
    """Return what ways by road cost; each is worked out once."""
    known: dict[tuple[Mode, int, int], Criteria] = {}

    def criteria(mode: Mode, metres: int, seconds: int) -> Criteria:
        key = (mode, metres, seconds)
        found = known.get(key)
        if found is None:
            found = known[key] = road_criteria(
                book, mode, metres, seconds, units, country=country, places=places
            )
        return found

    return criteria


def road_seconds(metres: int) -> int:
    """Return how long a car takes: slow in towns, faster the further it goes."""
    seconds = 0.0
    done = 0
    for until, mps in _SPEEDS:
        stretch = min(metres, until) - done
        if stretch <= 0:
            break
        seconds += stretch / mps
        done += stretch
    return round(seconds)


def by_road(origin: Point, destination: Point) -> tuple[int, int]:
    """Return metres and seconds by car, as we estimate them: around what no car crosses, slower in hills."""
    return known_roads().way(origin, destination)


def by_street(origin: Place, destination: Place, mode: Mode) -> tuple[int, int] | None:
    """Return metres and seconds by street: as the street service knows it, else as roads are estimated."""
    ends = (origin.latitude, origin.longitude), (destination.latitude, destination.longitude)
    router = street_router()
    whole = router.route(origin=ends[0], destination=ends[1], mode=mode)
    if whole is not None and whole.is_estimated and mode in _BY_ROAD:
        return by_road(*ends)
    return None if whole is None else (whole.metres, whole.seconds)
