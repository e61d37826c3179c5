"""A view's arrays, packed the way the searches' inner loops want them.

Everything here follows from the view and is as large as its patterns and stops, not as its trips; the two arrays of
events are the view's own. It is built in about a millisecond, once for each view (`layout_of`), and dropped with it.
"""

from __future__ import annotations

import weakref
from typing import Final, NamedTuple

import numpy as np

from ..timetable.view import MAY_ALIGHT, MAY_BOARD, Int32, Int64, View

FIRST: Final = 0
STOPS: Final = 1
TRIPS: Final = 2
EVENTS: Final = 3
"""Columns of `Layout.pattern`."""

STOP_SHIFT: Final = 2
"""`Layout.place` holds the stop above this many bits of flags."""


class Layout(NamedTuple):
    """Letters as in the view, with B boardings (pairs of a stop and a position where one may board) and W ways."""

    pattern: Int64  # [R, 4] first position, number of stops, number of trips, first event
    place: Int32  # [P] stop << STOP_SHIFT | flags
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
    """Return the layout of a view, made at most once while the view lives."""
    key = id(view.stop_change_s)
    known = _layouts.get(key)
    if known is not None and known[0]() is view.stop_change_s:
        return known[1]
    layout = _build(view)
    forget = weakref.ref(view.stop_change_s, lambda _: _layouts.pop(key, None))
    _layouts[key] = (forget, layout)
    return layout


_layouts: dict[int, tuple[weakref.ref[Int32], Layout]] = {}


def _build(view: View) -> Layout:
    stops = np.diff(view.pattern_first).astype(np.int64)
    trips = np.diff(view.pattern_first_trip).astype(np.int64)
    pattern = np.stack(
        [view.pattern_first[:-1].astype(np.int64), stops, trips, view.pattern_first_event], axis=1
    )
    place = view.position_stop << STOP_SHIFT | view.position_flags.astype(np.int32)
    boarding_first, boarding = _served(view, pattern, MAY_BOARD)
    alighting_first, alighting = _served(view, pattern, MAY_ALIGHT)
    way_first, way = _ways(view, np.diff(boarding_first) > 0)
    back_first, back = _backward(way_first, way)
    return Layout(
        pattern=np.ascontiguousarray(pattern),
        place=np.ascontiguousarray(place, dtype=np.int32),
        boarding_first=boarding_first,
        boarding=boarding,
        way_first=way_first,
        way=way,
        alighting_first=alighting_first,
        alighting=alighting,
        back_first=back_first,
        back=back,
        change_s=writable(view.stop_change_s),
        link_s=writable(view.link_s),
        arrivals=writable(view.arrivals),
        departures=writable(view.departures),
    )


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


def writable(array: Int32) -> Int32:
    """Return the array itself, or a copy of one that is read only: kernels are compiled for one kind."""
    return array if array.flags.writeable and array.flags.c_contiguous else array.copy()
