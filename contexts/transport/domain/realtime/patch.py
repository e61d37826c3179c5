"""A compiled feed as it is today: trips that are cancelled or run otherwise are taken out, and put back at their times.

Nothing that the feed numbers is numbered anew: changed trips and their patterns stand behind all others, and `trip_of` and
`pattern_of` say whose place they take. A trip that runs otherwise on one day keeps its timetable on all others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..timetable.feed import CompiledFeed
from ..timetable.network import Columns, positions_of
from ..timetable.view import NO_PRODUCT, Int16, Int32, Int64, Uint8, View
from .added import AddedTrip, feed_of
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
    groups = _grouped(feed, changes, known[changes.state[known] != CANCELLED])
    service_days, trip_service = _without(feed, trip, day - feed.first_date)
    own_days = _on_their_days(feed, changes.day[groups.rows] - feed.first_date)
    behind = len(service_days) + np.arange(len(groups.rows), dtype=np.int32)
    positions = ranges(feed.pattern_first[groups.pattern].astype(np.int64), groups.lengths)
    stops, flags = _calls(feed, changes, groups, positions)
    trip_of = changes.trip[groups.rows]
    calls = np.repeat(groups.lengths, groups.counts)
    events = ranges(changes.first[groups.rows], calls)
    starts = changes.arrivals[changes.first[groups.rows]]
    begun = np.repeat(starts, calls)
    grown = replace(
        feed,
        pattern_route=_longer(feed.pattern_route, feed.pattern_route[groups.pattern]),
        pattern_flags=_longer(feed.pattern_flags, feed.pattern_flags[groups.pattern]),
        pattern_shape=_longer(feed.pattern_shape, feed.pattern_shape[groups.pattern]),
        pattern_first=_further(feed.pattern_first, groups.lengths),
        pattern_first_trip=_further(feed.pattern_first_trip, groups.counts),
        position_stop=_longer(feed.position_stop, stops),
        position_flags=_longer(feed.position_flags, flags),
        position_metres=_longer(feed.position_metres, feed.position_metres[positions]),
        position_sequence=None,
        trip_service=_longer(trip_service, behind),
        trip_headway_s=_longer(feed.trip_headway_s, np.zeros(len(groups.rows), dtype=np.int32)),
        trip_text=_longer(feed.trip_text, feed.trip_text[trip_of]),
        trip_start=_longer(feed.trip_start, starts),
        trip_timing=_longer(feed.trip_timing, len(feed.timing_arrivals) + np.cumsum(calls) - calls),
        timing_arrivals=_longer(feed.timing_arrivals, changes.arrivals[events] - begun),
        timing_departures=_longer(feed.timing_departures, changes.departures[events] - begun),
        service_days=np.concatenate([service_days, own_days]),
    )
    priced = Costs(
        pattern_product=_longer(costs.pattern_product, costs.pattern_product[groups.pattern]),
        pattern_criteria=_longer(costs.pattern_criteria, costs.pattern_criteria[groups.pattern]),
        position_criteria=_longer(costs.position_criteria, costs.position_criteria[positions]),
        link_criteria=costs.link_criteria,
    )
    return Patched(grown, priced, trip_of, groups.pattern)


def cost_of_added(
    feed: CompiledFeed,
    costs: Columns,
    added: Sequence[AddedTrip],
    cost: Callable[[CompiledFeed], Columns],
) -> Costs:
    """Return what added trips cost, worked out for them alone; a ticket is the one of their line's other trips."""
    own = cost(feed_of(feed, added))
    product = own.pattern_product.copy()
    published = len(feed.fare_product_minor)
    for pattern in np.flatnonzero(product >= published).tolist():
        # Tickets beyond the feed's own products are numbered by the patterns that have them.
        like = np.flatnonzero(feed.pattern_route == added[pattern].route)
        product[pattern] = costs.pattern_product[like[0]] if len(like) else NO_PRODUCT
    return Costs(product, own.pattern_criteria, own.position_criteria, own.link_criteria)


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
class _Groups:
    """Changed trips by pattern, those apart that skip stops or use other platforms. Letters: G groups, N rows of the changes."""

    pattern: Int32  # [G]
    lengths: Int64  # [G] stops
    counts: Int64  # [G] trips
    rows: Int64  # [N] group after group
    special: tuple[int, ...]
    """Groups whose trips call elsewhere than the pattern does; those of one all do so alike."""


def _known(feed: CompiledFeed, changes: LiveChanges) -> Int64:
    column = changes.day - feed.first_date
    inside = (changes.trip >= 0) & (changes.trip < feed.trips)
    inside &= (column >= 0) & (column < feed.days)
    return np.flatnonzero(inside)


def _grouped(feed: CompiledFeed, changes: LiveChanges, rows: Int64) -> _Groups:
    pattern = np.searchsorted(feed.pattern_first_trip, changes.trip[rows], side="right") - 1
    stops = np.diff(feed.pattern_first)[pattern]
    whole = changes.first[rows + 1] - changes.first[rows] == stops
    rows, pattern = rows[whole], pattern[whole]
    variant = _variants(changes, rows, pattern)
    order = np.lexsort((variant, pattern))
    rows, pattern, variant = rows[order], pattern[order], variant[order]
    begins = np.ones(len(rows), dtype=bool)
    begins[1:] = (pattern[1:] != pattern[:-1]) | (variant[1:] != variant[:-1])
    first = np.flatnonzero(begins)
    return _Groups(
        pattern=pattern[first].astype(np.int32),
        lengths=np.diff(feed.pattern_first)[pattern[first]].astype(np.int64),
        counts=np.diff(np.append(first, len(rows))).astype(np.int64),
        rows=rows,
        special=tuple(np.flatnonzero(variant[first]).tolist()),
    )


def _variants(changes: LiveChanges, rows: Int64, pattern: Int64) -> Int64:
    """Return 0 for trips that call where their patterns do, and one number for all others that call alike."""
    skips = np.concatenate([[0], np.cumsum(changes.skipped, dtype=np.int64)])
    moves = np.searchsorted(changes.moved_event, changes.first)
    first, end = changes.first[rows], changes.first[rows + 1]
    is_special = (skips[end] > skips[first]) | (moves[rows + 1] > moves[rows])
    variant = np.zeros(len(rows), dtype=np.int64)
    numbers: dict[tuple[int, bytes, bytes], int] = {}
    for place in np.flatnonzero(is_special):
        row = int(rows[place])
        elsewhere = changes.change(row).stops
        skipped = changes.skipped[changes.first[row] : changes.first[row + 1]]
        key = (int(pattern[place]), skipped.tobytes(), repr(elsewhere).encode())
        variant[place] = numbers.setdefault(key, len(numbers) + 1)
    return variant


def _calls(
    feed: CompiledFeed, changes: LiveChanges, groups: _Groups, positions: Int64
) -> tuple[Int32, Uint8]:
    """Return the stop of each position, and whether one may board and alight there."""
    stops, flags = feed.position_stop[positions], feed.position_flags[positions]
    first_position = np.cumsum(groups.lengths) - groups.lengths
    first_row = np.cumsum(groups.counts) - groups.counts
    for group in groups.special:
        change = changes.change(int(groups.rows[first_row[group]]))
        begin = int(first_position[group])
        flags[begin : begin + len(change.skipped)][change.skipped == 1] = 0
        for place, stop in change.stops.items():
            stops[begin + place] = stop
    return stops, flags


def _without(feed: CompiledFeed, trip: Int32, column: Int32) -> tuple[Uint8, Int32]:
    """Return service days and the service of each trip once the trips don't run on those days: each gets its own."""
    trips, place = np.unique(trip, return_inverse=True)
    own = feed.service_days[feed.trip_service[trips]].copy()
    np.bitwise_and.at(own, (place, column >> 3), ~_bit(column))
    trip_service = feed.trip_service.copy()
    trip_service[trips] = len(feed.service_days) + np.arange(len(trips), dtype=np.int32)
    return np.concatenate([feed.service_days, own]), trip_service


def _on_their_days(feed: CompiledFeed, column: Int32) -> Uint8:
    days = np.zeros((len(column), feed.service_days.shape[1]), dtype=np.uint8)
    days[np.arange(len(column)), column >> 3] = _bit(column)
    return days


def ranges(first: Int64, lengths: Int64) -> Int64:
    """Return first, first + 1, ... of each, so many as it is long, end to end."""
    each: Int64 = np.repeat(first, lengths) + positions_of(lengths)
    return each


def _bit(column: Int32) -> Uint8:
    bits: Uint8 = np.left_shift(1, column & 7).astype(np.uint8)
    return bits


def _longer(array: np.ndarray, more: np.ndarray) -> np.ndarray:
    return np.concatenate([array, more]).astype(array.dtype, copy=False)


def _further(first: Int32, counts: Int64) -> Int32:
    """Continue an array of firsts by some counts."""
    return np.concatenate([first, first[-1] + np.cumsum(counts)]).astype(np.int32)
