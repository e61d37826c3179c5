"""Ways along streets: one port, the great circle by default, and outside services that fall back on it.

An outside service is asked only outside of transactions, as often as was agreed, and not while its breaker is open. What it
answers is believed when it is plausible, and kept. Whenever it gives nothing that can be used, the great circle answers instead:
`source` and `is_estimated` of each answer say who did.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Protocol, TypeVar

import numpy as np
from django.conf import settings
from django.db import connection
from prometheus_client import Counter, Histogram

from ..domain.modes import Mode
from ..domain.streets import (
    GREAT_CIRCLE,
    Point,
    StreetRoute,
    StreetTime,
    StreetTimes,
    estimated_route,
    estimated_times,
    is_plausible,
    straight_m,
)
from ..domain.timetable.view import Int32
from .breaker import CircuitBreaker, State
from .google_routes import GoogleRoutes
from .limits import Limit
from .osrm import Osrm
from .streets_cache import StreetCache, rounded
from .streets_http import BeyondService, StreetsFailed
from .valhalla import Valhalla

ANSWERS: Final = Counter(
    "riz_transport_streets_total", "Questions about streets, by how they ended.", ["service", "how"]
)
SECONDS: Final = Histogram(
    "riz_transport_streets_seconds",
    "Time that services took to answer about streets.",
    ["service"],
    buckets=(0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5),
)
BREAKERS: Final = Counter(
    "riz_transport_streets_breaker_total", "Turns of breakers, by new state.", ["service", "state"]
)
SERVICES: Final = (GREAT_CIRCLE, "valhalla", "osrm", "google")
_FARTHEST_FROM_END_M: Final = 10_000
_Found = TypeVar("_Found")


class InsideTransaction(RuntimeError):
    """A street service was about to be asked while a transaction was open; a programming error."""


class StreetRouter(Protocol):
    """A router along streets."""

    def route(self, *, origin: Point, destination: Point, mode: Mode) -> StreetRoute | None:
        """Return the way from one place to another; None where there is none."""

    def times(
        self, *, origins: Sequence[Point], destinations: Sequence[Point], mode: Mode
    ) -> StreetTimes:
        """Return how far and how long it is from each origin to each destination; -1 where there is no way."""


class StreetService(Protocol):
    """An outside service; each method may raise StreetsFailed."""

    name: str
    most_pairs: int
    """Of a matrix in one request."""
    most_places: int
    """Origins and destinations of a matrix together."""
    may_be_kept: bool

    def tokens(self, pairs: int) -> int:
        """Return what a request takes of the limit."""

    def route(self, origin: Point, destination: Point, mode: Mode) -> StreetRoute | None:
        """Ask for one way; None where there is none."""

    def times(
        self, origins: Sequence[Point], destinations: Sequence[Point], mode: Mode
    ) -> list[list[StreetTime | None]]:
        """Ask for the ways between many places."""


class GreatCircleRouter:
    """Estimates; needs nobody."""

    def route(self, *, origin: Point, destination: Point, mode: Mode) -> StreetRoute | None:
        return estimated_route(origin, destination, mode)

    def times(
        self, *, origins: Sequence[Point], destinations: Sequence[Point], mode: Mode
    ) -> StreetTimes:
        return estimated_times(origins, destinations, mode)


class OutsideRouter:
    """Asks a service; estimates where it does not answer."""

    def __init__(
        self, service: StreetService, limit: Limit, breaker: CircuitBreaker | None = None
    ) -> None:
        self._service = service
        self._limit = limit
        self._cache = StreetCache(service.name)
        self._keeps = service.may_be_kept
        self.breaker = breaker or CircuitBreaker(on_change=self._turned)

    def route(self, *, origin: Point, destination: Point, mode: Mode) -> StreetRoute | None:
        _refuse_transactions()
        ends = rounded(origin), rounded(destination)
        for known in self._cache.recall_route(*ends, mode) if self._keeps else ():
            self._count("kept")
            return known
        try:
            found = self._guarded(1, lambda: self._checked_route(*ends, mode))
        except StreetsFailed:
            return estimated_route(origin, destination, mode)
        if self._keeps:
            self._cache.remember_route(*ends, mode, found)
        return found

    def times(
        self, *, origins: Sequence[Point], destinations: Sequence[Point], mode: Mode
    ) -> StreetTimes:
        _refuse_transactions()
        starts, ends = [rounded(one) for one in origins], [rounded(one) for one in destinations]
        pairs = dict.fromkeys((start, end) for start in starts for end in ends)
        known = self._cache.recall_times(list(pairs), mode) if self._keeps else {}
        left = [pair for pair in pairs if pair not in known]
        if not left:
            self._count("kept")
        try:
            for block in self._blocks(left):
                known.update(self._ask_block(block, mode))
        except StreetsFailed:
            return estimated_times(origins, destinations, mode)
        rows = [[known[start, end] for end in ends] for start in starts]
        return StreetTimes(
            metres=_table(rows, len(ends), "metres"),
            seconds=_table(rows, len(ends), "seconds"),
            source=self._service.name,
            is_estimated=False,
        )

    def _ask_block(
        self, block: tuple[list[Point], list[Point]], mode: Mode
    ) -> dict[tuple[Point, Point], StreetTime | None]:
        origins, destinations = block
        pairs = len(origins) * len(destinations)
        found = self._guarded(pairs, lambda: self._checked_times(origins, destinations, mode))
        if self._keeps:
            self._cache.remember_times(found, mode)
        return found

    def _blocks(
        self, pairs: Sequence[tuple[Point, Point]]
    ) -> Iterator[tuple[list[Point], list[Point]]]:
        """Cut what is not known into matrices that the service takes at once."""
        origins = list(dict.fromkeys(start for start, _ in pairs))
        destinations = list(dict.fromkeys(end for _, end in pairs))
        most, places = self._service.most_pairs, self._service.most_places
        rows = max(1, min(len(origins), math.isqrt(most), places // 2))
        columns = max(1, min(most // rows, places - rows))
        for row in range(0, len(origins), rows):
            for column in range(0, len(destinations), columns):
                yield origins[row : row + rows], destinations[column : column + columns]

    def _guarded(self, pairs: int, question: Callable[[], _Found]) -> _Found:
        """Ask when breaker and limit let it; count how it ends."""
        if not self.breaker.lets_through():
            self._count("open")
            raise StreetsFailed("open")
        if not self._limit.acquire(self._service.name, self._service.tokens(pairs)):
            # Nothing was asked, so nothing failed; a trial waits for the next turn.
            self._count("limited")
            raise StreetsFailed("limited")
        began = time.monotonic()
        try:
            found = question()
        except BeyondService as fault:
            self.breaker.succeeded()
            self._count(fault.reason)
            raise
        except StreetsFailed as fault:
            self.breaker.failed()
            self._count(fault.reason)
            raise
        self.breaker.succeeded()
        SECONDS.labels(self._service.name).observe(time.monotonic() - began)
        self._count("answered")
        return found

    def _checked_route(self, origin: Point, destination: Point, mode: Mode) -> StreetRoute | None:
        found = self._service.route(origin, destination, mode)
        if found is None:
            return None
        _expect_plausible(origin, destination, StreetTime(found.metres, found.seconds))
        ends = ((origin, found.geometry[:1]), (destination, found.geometry[-1:]))
        if any(not at or straight_m(end, at[0]) > _FARTHEST_FROM_END_M for end, at in ends):
            raise StreetsFailed("implausible")
        return found

    def _checked_times(
        self, origins: list[Point], destinations: list[Point], mode: Mode
    ) -> dict[tuple[Point, Point], StreetTime | None]:
        rows = self._service.times(origins, destinations, mode)
        if len(rows) != len(origins) or any(len(row) != len(destinations) for row in rows):
            raise StreetsFailed("garbage")
        found = {
            (start, end): cell
            for start, row in zip(origins, rows, strict=True)
            for end, cell in zip(destinations, row, strict=True)
        }
        for (start, end), cell in found.items():
            if cell is not None:
                _expect_plausible(start, end, cell)
        return found

    def _count(self, how: str) -> None:
        ANSWERS.labels(self._service.name, how).inc()

    def _turned(self, state: State) -> None:
        BREAKERS.labels(self._service.name, state.value).inc()


@dataclass(frozen=True, slots=True)
class _Choice:
    """The choice that the settings make."""

    name: str
    valhalla: str
    osrm: tuple[tuple[str, str], ...]
    google: str
    key: str = field(repr=False)
    limit: str


def street_router() -> StreetRouter:
    """Return who answers here, as the settings say. One for each process, since it remembers failures."""
    return _router(
        _Choice(
            name=settings.TRANSPORT_STREETS,
            valhalla=settings.TRANSPORT_VALHALLA_URL,
            osrm=tuple(sorted(settings.TRANSPORT_OSRM_URLS.items())),
            google=settings.TRANSPORT_GOOGLE_ROUTES_URL,
            key=settings.TRANSPORT_GOOGLE_ROUTES_KEY,
            limit=settings.TRANSPORT_STREETS_LIMIT,
        )
    )


@lru_cache(maxsize=4)
def _router(choice: _Choice) -> StreetRouter:
    services: dict[str, Callable[[], StreetService]] = {
        "valhalla": lambda: Valhalla(choice.valhalla),
        "osrm": lambda: Osrm(dict(choice.osrm)),
        "google": lambda: GoogleRoutes(choice.google, choice.key),
    }
    if choice.name == GREAT_CIRCLE:
        return GreatCircleRouter()
    if choice.name not in services:
        raise ValueError(f"TRANSPORT_STREETS is one of {', '.join(SERVICES)}, not {choice.name!r}")
    return OutsideRouter(services[choice.name](), Limit.read(choice.limit))


def _refuse_transactions() -> None:
    if connection.in_atomic_block:
        raise InsideTransaction("ask about streets before or after the transaction")


def _expect_plausible(origin: Point, destination: Point, found: StreetTime) -> None:
    if not is_plausible(straight_m(origin, destination), found):
        raise StreetsFailed("implausible")


def _table(rows: list[list[StreetTime | None]], columns: int, name: str) -> Int32:
    values = [[-1 if cell is None else getattr(cell, name) for cell in row] for row in rows]
    return np.array(values, dtype=np.int32).reshape(len(rows), columns)
