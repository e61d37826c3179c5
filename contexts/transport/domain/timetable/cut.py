"""Views cut from compiled feeds: the runs of some days on one clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .feed import CompiledFeed
from .network import Columns, Joining, Network, end_to_end, network_of, positions_of
from .runs import Chains, Days, Room, Timetable, gather_runs, patterns_by_stop, write_events
from .service_days import days_between
from .view import CRITERIA, NO_PRODUCT, Int8, Int16, Int32, Int64, Uint8, Units, View


def cut(
    feeds: Sequence[CompiledFeed],
    costs: Sequence[Columns],
    *,
    start: int,
    end: int,
    units: Units,
    near_m: int,
) -> View:
    """Return every run that meets [start, end), POSIX seconds, of all feeds; time 0 of the view is `start`."""
    network = network_of(feeds, costs, units=units, joining=Joining(near_m=near_m))
    return cut_network(network, start=start, end=end)


def cut_network(network: Network, *, start: int, end: int) -> View:
    """Return every run that meets [start, end) in a network: on the way, or beginning, from its first stop to its last."""
    chosen = [_choose(network, number, start, end) for number in range(len(network.feeds))]
    parts = [_part(network, number, runs) for number, runs in enumerate(chosen)]
    lengths = end_to_end([part.lengths for part in parts], np.int64)
    trips = end_to_end([runs.chain_runs for runs in chosen], np.int64)
    first_event = _first(lengths * trips)
    arrivals = np.empty(int(first_event[-1]), dtype=np.int32)
    departures = np.empty(len(arrivals), dtype=np.int32)
    begun = 0
    for feed, runs in zip(network.feeds, chosen, strict=True):
        chains = len(runs.chain_pattern)
        own_first = np.ascontiguousarray(first_event[begun : begun + chains])
        _write(feed, runs, own_first, arrivals, departures)
        begun += chains
    pattern_first = _first(lengths).astype(np.int32)
    position_stop = end_to_end([part.position_stop for part in parts], np.int32)
    stop_first, stop_pattern, stop_position = _by_stop(
        pattern_first, position_stop, len(network.stop_change_s)
    )
    return View(
        base=start,
        units=network.units,
        stop_latitude=network.stop_latitude,
        stop_longitude=network.stop_longitude,
        stop_change_s=network.stop_change_s,
        stop_flags=network.stop_flags,
        stop_feed=network.stop_feed,
        stop_in_feed=network.stop_in_feed,
        pattern_first=pattern_first,
        pattern_first_trip=_first(trips).astype(np.int32),
        pattern_first_event=first_event[:-1].copy(),
        pattern_mode=end_to_end([part.mode for part in parts], np.int8),
        pattern_flags=end_to_end([part.flags for part in parts], np.uint8),
        pattern_feed=np.repeat(
            np.arange(len(parts), dtype=np.int16), [len(part.lengths) for part in parts]
        ),
        pattern_in_feed=end_to_end([runs.chain_pattern for runs in chosen], np.int32),
        pattern_product=end_to_end([part.product for part in parts], np.int16),
        pattern_criteria=end_to_end([part.criteria for part in parts], np.int32, columns=CRITERIA),
        position_stop=position_stop,
        position_flags=end_to_end([part.position_flags for part in parts], np.uint8),
        position_criteria=end_to_end(
            [part.position_criteria for part in parts], np.int32, columns=CRITERIA
        ),
        arrivals=arrivals,
        departures=departures,
        trip_in_feed=end_to_end([runs.trip for runs in chosen], np.int32),
        trip_day=end_to_end([runs.day for runs in chosen], np.int32),
        stop_first_pattern=stop_first,
        stop_pattern=stop_pattern,
        stop_pattern_position=stop_position,
        link_first=network.links.first(len(network.stop_change_s)),
        link_to=network.links.to,
        link_s=network.links.seconds,
        link_mode=network.links.mode,
        link_criteria=network.links.criteria,
    )


@dataclass(frozen=True, slots=True)
class _Runs:
    """The runs of one feed, chain after chain."""

    trip: Int32
    day: Int32
    zero: Int64
    """Second of the view at which the run's service day begins."""
    chain_pattern: Int32
    chain_runs: Int32


@dataclass(frozen=True, slots=True)
class _Part:
    """The part of one feed in the arrays of patterns and positions."""

    lengths: Int64
    mode: Int8
    flags: Uint8
    product: Int16
    criteria: Int32
    position_stop: Int32
    position_flags: Uint8
    position_criteria: Int32


def _choose(network: Network, number: int, start: int, end: int) -> _Runs:
    feed = network.feeds[number]
    served = range(feed.first_date, feed.first_date + feed.days)
    days = days_between(feed.zone, start, end, times=network.bounds[number], days=served)
    columns = np.array([day - feed.first_date for day, _ in days], dtype=np.int64)
    zeros = np.array([zero - start for _, zero in days], dtype=np.int64)
    active = feed.days_of(columns)
    most = int(active.sum(axis=1, dtype=np.int64)[feed.trip_service].sum())
    room = Room.of(most)
    runs, chains = gather_runs(_timetable(feed), Days(active, zeros), end - start, room)
    day = room.day[:runs]
    own_days = np.array([day for day, _ in days], dtype=np.int32)
    return _Runs(
        trip=room.trip[:runs].copy(),
        day=own_days[day],
        zero=zeros[day],
        chain_pattern=room.chain_pattern[:chains].copy(),
        chain_runs=room.chain_runs[:chains].copy(),
    )


def _part(network: Network, number: int, runs: _Runs) -> _Part:
    feed, costs = network.feeds[number], network.costs[number]
    pattern = runs.chain_pattern
    lengths = np.diff(feed.pattern_first).astype(np.int64)[pattern]
    position = np.repeat(feed.pattern_first[pattern].astype(np.int64), lengths)
    position += positions_of(lengths)
    product = costs.pattern_product[pattern].astype(np.int64)
    numbered = np.where(product == NO_PRODUCT, product, product + network.product_first[number])
    return _Part(
        lengths=lengths,
        mode=feed.route_mode[feed.pattern_route[pattern]],
        flags=feed.pattern_flags[pattern],
        product=numbered.astype(np.int16),
        criteria=costs.pattern_criteria[pattern],
        position_stop=(feed.position_stop[position] + network.stop_first[number]).astype(np.int32),
        position_flags=feed.position_flags[position],
        position_criteria=costs.position_criteria[position],
    )


def _write(
    feed: CompiledFeed, runs: _Runs, first_event: Int64, arrivals: Int32, departures: Int32
) -> None:
    first_run = _first(runs.chain_runs.astype(np.int64)).astype(np.int32)
    chains = Chains(
        pattern=runs.chain_pattern,
        first_run=first_run,
        first_event=first_event,
        run_start=(runs.zero + feed.trip_start[runs.trip]).astype(np.int32),
        run_timing=feed.trip_timing[runs.trip],
    )
    write_events(_timetable(feed), chains, arrivals, departures)


def _by_stop(pattern_first: Int32, position_stop: Int32, stops: int) -> tuple[Int32, Int32, Int32]:
    first = np.zeros(stops + 1, dtype=np.int32)
    pattern = np.empty(len(position_stop), dtype=np.int32)
    position = np.empty(len(position_stop), dtype=np.int32)
    patterns_by_stop(pattern_first, position_stop, first, pattern, position)
    return first, pattern, position


def _timetable(feed: CompiledFeed) -> Timetable:
    return Timetable(*(_fixed(getattr(feed, name)) for name in Timetable._fields))


def _fixed(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the array as one that can't be written, mapped from a file or not: kernels are compiled for one kind."""
    fixed = np.asarray(array).view()
    fixed.flags.writeable = False
    return fixed


def _first(counts: Int64) -> Int64:
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).astype(np.int64)
