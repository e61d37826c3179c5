"""Views of the timetable as it runs today, cut anew beside the searches whenever a source says something new."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from contextvars import ContextVar
from dataclasses import replace
from typing import Final

from django.db import close_old_connections

from ..domain.realtime import LiveChanges
from ..domain.realtime.patch import Patched, named_as_published, patched
from ..domain.timetable.cut import cut_network
from ..domain.timetable.network import Network, bounds_of
from ..domain.timetable.view import View
from .timetable_views import Kept, ViewCache

log = logging.getLogger(__name__)
Stamps = tuple[str, ...]
MOST_STRETCHES: Final = 256

is_behind: ContextVar[bool] = ContextVar("is_behind", default=False)
"""Set where a search was given a view that newer states are being cut beside."""


class LiveViews:
    """For each stretch of time the newest view there is; a search waits only for the very first one."""

    def __init__(self, views: ViewCache) -> None:
        self._views = views
        self._lock = threading.Lock()
        self._newest: OrderedDict[Hashable, tuple[Hashable, ...]] = OrderedDict()
        self._coming: set[Hashable] = set()

    def get(
        self, key: tuple[Hashable, ...], stamps: Stamps, cut: Callable[[], View], *, room: int
    ) -> Kept:
        """Return the view of `key` at these stamps, or the one before while that is being cut."""
        wanted = (*key, stamps)
        kept = self._views.kept(wanted)
        if kept is not None:
            return kept
        before = self._views.kept(self._newest.get(key, key))
        if before is None:
            return self._cut(key, wanted, cut, room)
        is_behind.set(True)
        with self._lock:
            # One after the other: states that come faster than they can be cut are passed over.
            if key in self._coming:
                return before
            self._coming.add(key)
        threading.Thread(
            target=self._cut_beside, args=(key, wanted, cut, room), name="live-view", daemon=True
        ).start()
        return before

    def _cut_beside(
        self, key: tuple[Hashable, ...], wanted: Hashable, cut: Callable[[], View], room: int
    ) -> None:
        try:
            self._cut(key, wanted, cut, room)
        except Exception:
            log.exception("transport.live_view_failed")
        finally:
            with self._lock:
                self._coming.discard(key)
            close_old_connections()

    def _cut(
        self, key: tuple[Hashable, ...], wanted: Hashable, cut: Callable[[], View], room: int
    ) -> Kept:
        kept = self._views.get(wanted, cut, room=room)
        with self._lock:
            before = self._newest.pop(key, None)
            self._newest[key] = wanted  # type: ignore[assignment]
            if len(self._newest) > MOST_STRETCHES:
                self._newest.popitem(last=False)
        if before is not None and before != wanted:
            self._views.give_up(before)
        return kept


def cut_live(
    network: Network, changes: Sequence[LiveChanges | None], *, start: int, end: int
) -> View:
    """Return the view of a network as it runs today; `changes` has one row for each feed, None where all is as planned."""
    patches: dict[int, Patched] = {}
    for number, told in enumerate(changes):
        if told is not None and len(told):
            patches[number] = patched(network.feeds[number], network.costs[number], told)
    if not patches:
        return cut_network(network, start=start, end=end)
    feeds = tuple(
        patches[number].feed if number in patches else feed
        for number, feed in enumerate(network.feeds)
    )
    today = replace(
        network,
        feeds=feeds,
        costs=tuple(
            patches[number].costs if number in patches else cost
            for number, cost in enumerate(network.costs)
        ),
        bounds=tuple(bounds_of(feed) for feed in feeds),
    )
    return named_as_published(cut_network(today, start=start, end=end), patches)
