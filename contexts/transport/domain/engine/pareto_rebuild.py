"""Journeys made of the labels that a Pareto search leaves."""

from __future__ import annotations

import numpy as np

from ..timetable.view import CRITERIA, View
from .bags import HALF, LOW, TARGET, rides_of
from .journeys import Journey, Link, Request, Ride
from .pareto_state import BY_ACCESS, BY_LINK, State


def journeys_of(
    view: View, request: Request, criteria: tuple[int, ...], state: State
) -> list[Journey]:
    """Return the journeys of the target, ascending by arrival, then rides, then criteria."""
    rows = state.target[: state.counts[TARGET]].tolist()
    journeys = [_journey(view, request, criteria, state, row) for row in rows]
    return sorted(journeys, key=lambda journey: (journey.arrives, journey.rides, journey.criteria))


def _journey(
    view: View, request: Request, criteria: tuple[int, ...], state: State, row: list[int]
) -> Journey:
    first, second, marks = row
    egress, legs, access = _chain(view, state, marks & LOW)
    spent = [0] * CRITERIA
    for column, value in zip(criteria, (first & LOW, second >> HALF, second & LOW), strict=False):
        spent[column] = value
    return Journey(
        access=access,
        egress=egress,
        departs=_first_departure(legs) - int(request.access.seconds[access]),
        arrives=request.at + (first >> HALF),
        rides=rides_of(marks),
        criteria=(spent[0], spent[1], spent[2]),
        legs=tuple(legs),
    )


def _first_departure(legs: list[Ride | Link]) -> int:
    return next(leg.departs for leg in legs if isinstance(leg, Ride))


def _chain(view: View, state: State, label: int) -> tuple[int, list[Ride | Link], int]:
    """Follow a journey back from its last label: its row of egress, its legs in order, its row of access."""
    parent, _, egress, _ = state.labels[label].tolist()
    legs: list[Ride | Link] = []
    while True:
        label = parent
        parent, kind, number, where = state.labels[label].tolist()
        if kind == BY_ACCESS:
            return egress, legs[::-1], number
        if kind == BY_LINK:
            legs.append(_link(view, number))
        else:
            legs.append(_ride(view, kind, number, where >> 16, where & 0xFFFF))


def _link(view: View, link: int) -> Link:
    start = int(np.searchsorted(view.link_first, link, side="right")) - 1
    return Link(link, start, int(view.link_to[link]), int(view.link_s[link]))


def _ride(view: View, pattern: int, trip: int, board: int, alight: int) -> Ride:
    first = int(view.pattern_first_event[pattern])
    stops = int(view.pattern_first[pattern + 1] - view.pattern_first[pattern])
    trips = int(view.pattern_first_trip[pattern + 1] - view.pattern_first_trip[pattern])
    departs = int(view.departures[first + board * trips + trip])
    arrives = int(view.arrivals[first + trip * stops + alight])
    return Ride(pattern, trip, board, alight, departs, arrives)
