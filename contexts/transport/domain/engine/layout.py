# ruff: noqa: PLR0917 - compiled loops take their arguments by position
"""A view's arrays, packed the way the searches' inner loops want them.

Everything here follows from the view and is as large as its patterns and stops, not as its trips; the two arrays of
events are the view's own, read once: making a layout takes about 4 milliseconds for a million events.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from ..kernels import uncounted, uncounted_part
from ..timetable.view import MAY_ALIGHT, MAY_BOARD, NEVER, Int32, Int64, View

FIRST: Final = 0
STOPS: Final = 1
TRIPS: Final = 2
EVENTS: Final = 3
"""Columns of `Layout.pattern`."""

AT: Final = 0
STAY: Final = 1
"""Columns of `Layout.place`."""

STOP_SHIFT: Final = 2
"""`Layout.place` holds the stop above this many bits of flags."""

ARRIVES: Final = 0
DEPARTS: Final = 1
"""Columns of `Layout.fastest`: the shortest run between neighbours and the shortest stay, of any trip, added up. Differences
bound every ride: who departs at i arrives at j at least fastest[j, ARRIVES] - fastest[i, DEPARTS] later."""


class Layout(NamedTuple):
    """Letters as in the view, with B boardings (pairs of a stop and a position where one may board) and W ways."""

    pattern: Int64  # [R, 4] first position, number of stops, number of trips, first event
    place: Int32  # [P, 2] stop << STOP_SHIFT | flags; the longest stay of any trip
    fastest: Int32  # [P, 2] least seconds from the pattern's first stop to the arrival and to the departure here
    boarding_first: Int32  # [S + 1] into boardings
    boarding: Int32  # [B, 2] pattern and position; none at a pattern's last stop
    way_first: Int32  # [S + 1] into ways
    way: Int32  # [W, 3] to stop, seconds, link of the view; none to itself, none where nothing can be boarded
    alighting_first: Int32  # [S + 1] into alightings
    alighting: Int32  # [A, 2] pattern and position; none at a pattern's first stop
    back_first: Int32  # [S + 1] into ways by the stop where they end
    back: Int32  # [W, 2] from stop, seconds
    change_s: Int32  # [S]
    link_s: Int32  # [L] the view's
    arrivals: Int32  # [E]
    departures: Int32  # [E]


def layout_of(view: View) -> Layout:
    """Make the layout of a view. The view must not change any more."""
    stops = np.diff(view.pattern_first).astype(np.int64)
    trips = np.diff(view.pattern_first_trip).astype(np.int64)
    pattern = np.stack(
        [view.pattern_first[:-1].astype(np.int64), stops, trips, view.pattern_first_event], axis=1
    )
    place = np.zeros((len(view.position_stop), 2), dtype=np.int32)
    place[:, AT] = view.position_stop << STOP_SHIFT | view.position_flags.astype(np.int32)
    arrivals, departures = view.arrivals, view.departures
    fastest = np.zeros_like(place)
    measure(pattern, arrivals, departures, place, fastest)
    boarding_first, boarding = _served(view, pattern, MAY_BOARD)
    alighting_first, alighting = _served(view, pattern, MAY_ALIGHT)
    way_first, way = _ways(view, np.diff(boarding_first) > 0)
    back_first, back = _backward(way_first, way)
    return Layout(
        pattern=pattern,
        place=place,
        fastest=fastest,
        boarding_first=boarding_first,
        boarding=boarding,
        way_first=way_first,
        way=way,
        alighting_first=alighting_first,
        alighting=alighting,
        back_first=back_first,
        back=back,
        change_s=view.stop_change_s,
        link_s=view.link_s,
        arrivals=arrivals,
        departures=departures,
    )


@uncounted
def measure(
    pattern: Int64, arrivals: Int32, departures: Int32, place: Int32, fastest: Int32
) -> None:
    """Find the longest stays and the fastest runs."""
    for number in range(len(pattern)):
        first, stops = pattern[number, FIRST], pattern[number, STOPS]
        trips, events = pattern[number, TRIPS], pattern[number, EVENTS]
        total = 0
        for position in range(stops if trips > 0 else 0):
            run, least, most = _position(arrivals, departures, events, stops, trips, position)
            fastest[first + position, ARRIVES] = total + run
            fastest[first + position, DEPARTS] = total + run + least
            total += run + least
            place[first + position, STAY] = most


@uncounted_part
def _position(
    arrivals: Int32, departures: Int32, events: int, stops: int, trips: int, position: int
) -> tuple[int, int, int]:
    """Return the shortest run to a position, the shortest stay there, and the longest."""
    here = events + position * trips
    before = here if position == 0 else here - trips
    run, least, most = NEVER, NEVER, 0
    for trip in range(trips):
        arrives, departs = arrivals[events + trip * stops + position], departures[here + trip]
        run = min(run, arrives - departures[before + trip])
        least = min(least, departs - arrives)
        most = max(most, departs - arrives)
    return (0 if position == 0 else run), least, most


def _served(view: View, pattern: Int64, flag: int) -> tuple[Int32, Int32]:
    """Return the patterns and positions at each stop that allow what is asked and have a use for it."""
    number, position = view.stop_pattern, view.stop_pattern_position
    useful = view.position_flags[pattern[number, FIRST] + position] & flag > 0
    useful &= pattern[number, TRIPS] > 0
    useful &= position + 1 < pattern[number, STOPS] if flag == MAY_BOARD else position > 0
    return _kept(view.stop_first_pattern, useful), np.stack([number, position], axis=1)[useful]


def _ways(view: View, boardable: np.ndarray) -> tuple[Int32, Int32]:
    origin = np.repeat(np.arange(view.stops, dtype=np.int32), np.diff(view.link_first))
    useful = (view.link_to != origin) & boardable[view.link_to]
    numbers = np.arange(len(view.link_to), dtype=np.int32)
    rows = np.stack([view.link_to, view.link_s, numbers], axis=1)
    return _kept(view.link_first, useful), rows[useful]


def _backward(way_first: Int32, way: Int32) -> tuple[Int32, Int32]:
    origin = np.repeat(np.arange(len(way_first) - 1, dtype=np.int32), np.diff(way_first))
    order = np.argsort(way[:, 0], kind="stable")
    first = np.searchsorted(way[order, 0], np.arange(len(way_first))).astype(np.int32)
    return first, np.stack([origin, way[:, 1]], axis=1)[order]


def _kept(first: Int32, useful: np.ndarray) -> Int32:
    """Return where each row's entries start once only the useful ones are left."""
    count = np.concatenate([[0], np.cumsum(useful)])
    return count[first].astype(np.int32)
