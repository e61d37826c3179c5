"""Other engines behind one face: from stop to stop, leaving at a time of the view."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .feed_of_view import DATE

NIGHT = int(dt.datetime.combine(DATE, dt.time(), dt.UTC).timestamp())


class Nigiri:
    """RAPTOR in C++ (the core of MOTIS). It counts in minutes."""

    def __init__(self, feed: Path) -> None:
        import pynigiri

        self._nigiri: Any = pynigiri
        options = pynigiri.FinalizeOptions()
        options.adjust_footpaths = False
        options.merge_dupes_intra_src = False
        options.merge_dupes_inter_src = False
        # A day before and two after: trips of the day before that go past midnight, and long ones.
        first, last = (DATE + dt.timedelta(days=days) for days in (-1, 3))
        with quiet():
            self._timetable = pynigiri.load_timetable(
                [pynigiri.TimetableSource("v", str(feed), self._config())],
                f"{first}",
                f"{last}",
                options,
            )

    def _config(self) -> Any:
        config = self._nigiri.LoaderConfig()
        config.link_stop_distance = 0
        return config

    def earliest(self, origin: int, destination: int, at: int, max_rides: int) -> list[Any]:
        """Return its journeys, legs and all."""
        query = self._nigiri.Query()
        query.start_time = (NIGHT + at) // 60
        query.start = [self._offset(origin)]
        query.destination = [self._offset(destination)]
        query.start_match_mode = self._nigiri.LocationMatchMode.EXACT
        query.dest_match_mode = self._nigiri.LocationMatchMode.EXACT
        query.use_start_footpaths = True
        query.max_transfers = max_rides - 1
        query.max_travel_time = 24 * 60
        return list(self._nigiri.route(self._timetable, query))

    def figures(self, journeys: list[Any]) -> list[tuple[int, int]]:
        """Return (arrives, rides), seconds of the view."""
        return sorted((one.arrival_time() * 60 - NIGHT, one.transfers + 1) for one in journeys)

    def _offset(self, stop: int) -> Any:
        found = self._timetable.find_location(f"s{stop}")
        return self._nigiri.Offset(found, 0, 0)


class Cafein:
    """RAPTOR and its kin in Rust."""

    def __init__(self, feed: Path, links: list[tuple[str, str, int, float]]) -> None:
        from cafein import TransportNetwork

        self._network: Any = TransportNetwork.from_gtfs(str(feed), leg_geometries=False)
        self._network.set_transfers(links)

    def earliest(self, origin: int, destination: int, at: int, max_rides: int) -> list[Any]:
        """Return its journeys, legs and all."""
        found: list[Any] = self._network.route_between_stops(
            f"s{origin}", f"s{destination}", _moment(at), max_rides, geometries=False
        )
        return found

    def profile(
        self, origin: int, destination: int, at: int, max_rides: int, window_s: int
    ) -> list[Any]:
        """Return its journeys of a window of departures."""
        window = dt.timedelta(seconds=window_s)
        found: list[Any] = self._network.route_between_stops(
            f"s{origin}", f"s{destination}", _moment(at), max_rides, window, geometries=False
        )
        return found

    def frontier(
        self, origin: int, destination: int, at: int, max_rides: int, window_s: int
    ) -> Any:
        """Return its front over departure, arrival and emissions in a window of departures."""
        from cafein import journey_frontier

        return journey_frontier(
            self._network,
            f"s{origin}",
            f"s{destination}",
            _moment(at),
            dt.timedelta(seconds=window_s),
            max_rides=max_rides,
            candidates="pareto",
        )

    def figures(self, journeys: list[Any]) -> list[tuple[int, int]]:
        """Return (arrives, rides), seconds of the view."""
        return sorted((one["arrival_s"], one["rides"]) for one in journeys)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep a library's own log off the terminal, where it writes past Python."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _moment(at: int) -> dt.datetime:
    return dt.datetime.combine(DATE, dt.time()) + dt.timedelta(seconds=at)
