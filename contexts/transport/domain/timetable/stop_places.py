"""The stops of a compiled feed as people look for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from ...contracts import StopPlace
from ..modes import Mode
from .feed import NONE, CompiledFeed
from .served import trips_of_stops
from .view import Int64

_OF_STATIONS: Final = frozenset(
    {Mode.TRAIN, Mode.SUBURBAN_TRAIN, Mode.METRO, Mode.FLIGHT, Mode.FERRY}
)
_STATION: Final = 1


def stop_places(feed: CompiledFeed) -> Iterator[StopPlace]:
    """Yield each station, and each served stop that belongs to none, with how much of the feed runs there."""
    trips = _of_stations(feed, trips_of_stops(feed))
    of_trains = _of_stations(feed, _served_by_trains(feed)) > 0
    for stop in np.flatnonzero((trips > 0) & (feed.stop_station == NONE)).tolist():
        yield StopPlace(
            stop_id=feed.stop_ids[stop],
            name=feed.stop_names[stop],
            latitude=float(feed.stop_latitude[stop]),
            longitude=float(feed.stop_longitude[stop]),
            time_zone=feed.zones[feed.stop_zone[stop]],
            code=feed.stop_codes[stop],
            is_station=bool(of_trains[stop]) or int(feed.stop_kind[stop]) == _STATION,
            importance=int(trips[stop]),
        )


def _of_stations(feed: CompiledFeed, counts: Int64) -> Int64:
    """Return counts of stops with those of a station's platforms added to the station."""
    totals = counts.copy()
    platforms = np.flatnonzero(feed.stop_station != NONE)
    np.add.at(totals, feed.stop_station[platforms], counts[platforms])
    return totals


def _served_by_trains(feed: CompiledFeed) -> Int64:
    modes = feed.route_mode[feed.pattern_route]
    by_train = np.isin(modes, [int(mode) for mode in _OF_STATIONS])
    rows = np.repeat(by_train, np.diff(feed.pattern_first))
    return np.bincount(feed.position_stop[rows], minlength=feed.stops).astype(np.int64)
