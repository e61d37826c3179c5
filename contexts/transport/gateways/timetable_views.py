"""Views of some days, cut once and kept while there is room for them."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Final

from prometheus_client import Counter, Gauge, Histogram

from ..domain.engine import Engine
from ..domain.realtime import Added
from ..domain.timetable.view import View

VIEWS: Final = Counter(
    "riz_transport_views_total", "Views that searches asked for: kept, or cut.", ["outcome"]
)
SECONDS: Final = Histogram(
    "riz_transport_view_seconds",
    "Time to cut a view.",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 5),
)
BYTES: Final = Gauge(
    "riz_transport_views_bytes", "Memory of the kept views.", multiprocess_mode="livesum"
)


@dataclass(frozen=True, slots=True, eq=False)
class Running:
    """A view of feeds to which trips were added: they are in feeds of their own, which the view counts behind the others."""

    view: View
    added: tuple[Added, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """A view and the engine that searches it."""

    view: View
    engine: Engine
    added: tuple[Added, ...] = ()


class ViewCache:
    """Views by what they were cut from, the least recently used given up first. One thread cuts, others wait for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._coming: dict[Hashable, Future[Kept]] = {}
        self._bytes = 0

    def get(self, key: Hashable, cut: Callable[[], View | Running], *, room: int) -> Kept:
        """Return a view, cutting it where it isn't there; keep `room` bytes of views at most, but always the newest."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
                VIEWS.labels("kept").inc()
                return kept
            coming = self._coming.get(key)
            mine = coming is None
            coming = coming or self._coming.setdefault(key, Future())
        if not mine:
            VIEWS.labels("waited").inc()
            return coming.result()
        return self._cut(key, cut, coming, room)

    def kept(self, key: Hashable) -> Kept | None:
        """Return a view that was cut before."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                VIEWS.labels("kept").inc()
            return found

    def give_up(self, key: Hashable) -> None:
        """Give up a view that something newer takes the place of."""
        with self._lock:
            if key in self._kept:
                self._drop(key)

    def keep_only(self, wanted: Callable[[Hashable], bool]) -> None:
        """Give up the views whose keys are not wanted; searches under way keep theirs."""
        with self._lock:
            for key in [key for key in self._kept if not wanted(key)]:
                self._drop(key)

    def _cut(
        self, key: Hashable, cut: Callable[[], View | Running], coming: Future[Kept], room: int
    ) -> Kept:
        began = time.perf_counter()
        try:
            made = cut()
            view, added = (made, ()) if isinstance(made, View) else (made.view, made.added)
            kept = Kept(view, Engine(view), added)
        except BaseException as fault:
            with self._lock:
                del self._coming[key]
            coming.set_exception(fault)
            raise
        VIEWS.labels("cut").inc()
        SECONDS.observe(time.perf_counter() - began)
        with self._lock:
            del self._coming[key]
            self._kept[key] = kept
            self._bytes += view.nbytes
            while self._bytes > room and len(self._kept) > 1:
                self._drop(next(iter(self._kept)))
            BYTES.set(self._bytes)
        coming.set_result(kept)
        return kept

    def _drop(self, key: Hashable) -> None:
        self._bytes -= self._kept.pop(key).view.nbytes
        BYTES.set(self._bytes)
