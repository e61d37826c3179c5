"""A compiled feed as it is today: trips that are cancelled or run otherwise are taken out, and put back at their times.

Nothing that the feed numbers is numbered anew: changed trips and their patterns stand behind all others, and `trip_of` and
`pattern_of` say whose place they take. A trip that runs otherwise on one day keeps its timetable on all others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..timetable.feed import CompiledFeed
from ..timetable.network import Columns
from ..timetable.view import Int16, Int32, Int64, Uint8, View
from .changes import CANCELLED, LiveChanges


@dataclass(frozen=True, slots=True)
class Costs:
    """The criteria of a feed's patterns and positions, as long as those are."""

    pattern_product: Int16
    pattern_criteria: Int32
    position_criteria: Int32
    link_criteria: Int32


@dataclass(frozen=True, slots=True)
class Patched:
    """A feed and its costs, with what stands behind the originals."""

    feed: CompiledFeed
    costs: Costs
    trip_of: Int32
    """The trip that trip `trips + i` is in truth."""
    pattern_of: Int32
    """The pattern that pattern `patterns + i` is in truth."""


def patched(feed: CompiledFeed, costs: Columns, changes: LiveChanges) -> Patched:
    """Lay changes over a feed. Changes of trips or days that it doesn't have are left out."""
    known = _known(feed, changes)
    trip, day = changes.trip[known], changes.day[known]
    retimed = known[changes.state[known] != CANCELLED]
    groups = _groups(feed, changes, retimed)
    service_days, trip_service = _without(feed, trip, day - feed.first_date)
    ordered = np.array([row for group in groups for row in group.rows], dtype=np.int64)
    own_days = _on_their_days(feed, changes.day[ordered] - feed.first_date)
    behind = len(service_days) + np.arange(len(ordered), dtype=np.int32)
    pattern_of = np.array([group.pattern for group in groups], dtype=np.int32)
    positions = np.concatenate(
        [np.zeros(0, dtype=np.int64), *(_positions(feed, group.pattern) for group in groups)]
    )
    trip_of = changes.trip[ordered]
    grown = replace(
        feed,
        pattern_route=_longer(feed.pattern_route, feed.pattern_route[pattern_of]),
        pattern_flags=_longer(feed.pattern_flags, feed.pattern_flags[pattern_of]),
        pattern_shape=_longer(feed.pattern_shape, feed.pattern_shape[pattern_of]),
        pattern_first=_further(feed.pattern_first, [group.length for group in groups]),
        pattern_first_trip=_further(feed.pattern_first_trip, [len(group.rows) for group in groups]),
        pattern_first_event=_events(feed, groups),
        position_stop=_longer(feed.position_stop, feed.position_stop[positions]),
        position_flags=_longer(feed.position_flags, _flags(feed, groups)),
        position_metres=_longer(feed.position_metres, feed.position_metres[positions]),
        position_sequence=None,
        trip_service=_longer(trip_service, behind),
        trip_headway_s=_longer(feed.trip_headway_s, np.zeros(len(ordered), dtype=np.int32)),
        trip_text=_longer(feed.trip_text, feed.trip_text[trip_of]),
        arrivals=_longer(feed.arrivals, _times(changes.arrivals, changes.first, ordered)),
        departures=_longer(feed.departures, _times(changes.departures, changes.first, ordered)),
        service_days=np.concatenate([service_days, own_days]),
    )
    priced = Costs(
        pattern_product=_longer(costs.pattern_product, costs.pattern_product[pattern_of]),
        pattern_criteria=_longer(costs.pattern_criteria, costs.pattern_criteria[pattern_of]),
        position_criteria=_longer(costs.position_criteria, costs.position_criteria[positions]),
        link_criteria=costs.link_criteria,
    )
    return Patched(grown, priced, trip_of, pattern_of)


def named_as_published(view: View, patches: dict[int, Patched]) -> View:
    """Let the trips and patterns of a view that was cut from patched feeds (by their index) be those of the feeds."""
    trip_in_feed, pattern_in_feed = view.trip_in_feed.copy(), view.pattern_in_feed.copy()
    trip_feed = np.repeat(view.pattern_feed, np.diff(view.pattern_first_trip))
    for number, patch in patches.items():
        trips = patch.feed.trips - len(patch.trip_of)
        patterns = patch.feed.patterns - len(patch.pattern_of)
        mine = (trip_feed == number) & (trip_in_feed >= trips)
        trip_in_feed[mine] = patch.trip_of[trip_in_feed[mine] - trips]
        mine = (view.pattern_feed == number) & (pattern_in_feed >= patterns)
        pattern_in_feed[mine] = patch.pattern_of[pattern_in_feed[mine] - patterns]
    return replace(view, trip_in_feed=trip_in_feed, pattern_in_feed=pattern_in_feed)


@dataclass(frozen=True, slots=True)
class _Group:
    """Changed trips of one pattern that skip the same stops."""

    pattern: int
    length: int
    skipped: Uint8
    rows: list[int]


def _known(feed: CompiledFeed, changes: LiveChanges) -> Int64:
    column = changes.day - feed.first_date
    inside = (changes.trip >= 0) & (changes.trip < feed.trips)
    inside &= (column >= 0) & (column < feed.days)
    return np.flatnonzero(inside)


def _groups(feed: CompiledFeed, changes: LiveChanges, rows: Int64) -> list[_Group]:
    pattern_of = np.searchsorted(feed.pattern_first_trip, changes.trip[rows], side="right") - 1
    groups: dict[tuple[int, bytes], _Group] = {}
    for row, pattern in zip(rows.tolist(), pattern_of.tolist(), strict=True):
        skipped = changes.skipped[changes.first[row] : changes.first[row + 1]]
        length = int(feed.pattern_first[pattern + 1] - feed.pattern_first[pattern])
        if len(skipped) != length:
            continue
        key = (pattern, skipped.tobytes())
        groups.setdefault(key, _Group(pattern, length, skipped, [])).rows.append(row)
    return list(groups.values())


def _without(feed: CompiledFeed, trip: Int32, column: Int32) -> tuple[Uint8, Int32]:
    """Return service days and the service of each trip once the trips don't run on those days: each gets its own."""
    trips, place = np.unique(trip, return_inverse=True)
    own = feed.service_days[feed.trip_service[trips]].copy()
    own[place, column] = 0
    trip_service = feed.trip_service.copy()
    trip_service[trips] = len(feed.service_days) + np.arange(len(trips), dtype=np.int32)
    return np.concatenate([feed.service_days, own]), trip_service


def _on_their_days(feed: CompiledFeed, column: Int32) -> Uint8:
    days = np.zeros((len(column), feed.days), dtype=np.uint8)
    days[np.arange(len(column)), column] = 1
    return days


def _positions(feed: CompiledFeed, pattern: int) -> Int64:
    return np.arange(feed.pattern_first[pattern], feed.pattern_first[pattern + 1], dtype=np.int64)


def _flags(feed: CompiledFeed, groups: list[_Group]) -> Uint8:
    flags = [
        np.where(group.skipped == 1, 0, feed.position_flags[_positions(feed, group.pattern)])
        for group in groups
    ]
    return np.concatenate([np.zeros(0, dtype=np.uint8), *flags]).astype(np.uint8)


def _events(feed: CompiledFeed, groups: list[_Group]) -> Int64:
    counts = [group.length * len(group.rows) for group in groups]
    first = len(feed.arrivals) + np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])[:-1]
    return np.concatenate([feed.pattern_first_event, first.astype(np.int64)])


def _times(times: Int32, first: Int64, rows: Int64) -> Int32:
    pieces = [times[first[row] : first[row + 1]] for row in rows]
    return np.concatenate([np.zeros(0, dtype=np.int32), *pieces])


def _longer(array: np.ndarray, more: np.ndarray) -> np.ndarray:
    return np.concatenate([array, more]).astype(array.dtype, copy=False)


def _further(first: Int32, counts: list[int]) -> Int32:
    """Continue an array of firsts by some counts."""
    return np.concatenate([first, first[-1] + np.cumsum(counts, dtype=np.int64)]).astype(np.int32)
