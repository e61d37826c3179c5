"""Views of the timetable as it runs today, cut anew beside the searches whenever a source says something new."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import replace
from typing import Final

from django.db import close_old_connections

from ..domain.realtime import Added, LiveChanges, feed_of
from ..domain.realtime.patch import Patched, cost_of_added, named_as_published, patched
from ..domain.timetable.cut import cut_network
from ..domain.timetable.feed import CompiledFeed
from ..domain.timetable.network import Columns, Network, bounds_of
from ..domain.timetable.view import View
from .timetable_views import Kept, Running, ViewCache

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
        self,
        key: tuple[Hashable, ...],
        stamps: Stamps,
        cut: Callable[[], View | Running],
        *,
        room: int,
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
        self,
        key: tuple[Hashable, ...],
        wanted: Hashable,
        cut: Callable[[], View | Running],
        room: int,
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
        self,
        key: tuple[Hashable, ...],
        wanted: Hashable,
        cut: Callable[[], View | Running],
        room: int,
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
    network: Network,
    changes: Sequence[LiveChanges | None],
    *,
    start: int,
    end: int,
    cost: Callable[[CompiledFeed], Columns],
) -> Running:
    """Return the view of a network as it runs today; `changes` has one row for each feed, None where all is as planned.

    `cost` works out what rides of added trips cost: no column of the network has them.
    """
    patches: dict[int, Patched] = {}
    for number, change in enumerate(changes):
        if change is not None and len(change) > len(change.added):
            patches[number] = patched(network.feeds[number], network.costs[number], change)
    today = _with_patches(network, patches) if patches else network
    added = [
        (number, change)
        for number, change in enumerate(changes)
        if change is not None and change.added
    ]
    for number, change in added:
        today = _with_added(today, number, change, cost)
    view = cut_network(today, start=start, end=end)
    return Running(
        named_as_published(view, patches) if patches else view,
        tuple(Added.of(number, network.feeds[number], change.added) for number, change in added),
    )


def _with_patches(network: Network, patches: Mapping[int, Patched]) -> Network:
    feeds, costs, bounds = list(network.feeds), list(network.costs), list(network.bounds)
    for number, patch in patches.items():
        feeds[number], costs[number] = patch.feed, patch.costs
        bounds[number] = bounds_of(patch.feed)
    return replace(network, feeds=tuple(feeds), costs=tuple(costs), bounds=tuple(bounds))


def _with_added(
    network: Network, number: int, change: LiveChanges, cost: Callable[[CompiledFeed], Columns]
) -> Network:
    """Put the trips that were added to a feed behind all feeds, as one that has the same stops."""
    published = network.feeds[number]
    costs = cost_of_added(published, network.costs[number], change.added, cost)
    feed = feed_of(published, change.added, change.times())
    return replace(
        network,
        feeds=(*network.feeds, feed),
        costs=(*network.costs, costs),
        bounds=(*network.bounds, bounds_of(feed)),
        stop_first=(*network.stop_first, network.stop_first[number]),
        product_first=(*network.product_first, network.product_first[number]),
    )
