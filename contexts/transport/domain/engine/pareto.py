"""The front over arrival, rides and any of the additive criteria: whole, or restricted to what is nearly as good."""

from __future__ import annotations

from typing import Final

import numpy as np

from ..timetable.view import NEVER, Int32, Uint8, View
from .bags import RIDES
from .bounded import Bounded
from .journeys import Ends, Journey, Request, Slack
from .pareto_bounds import Asked, Bounds, empty_bags, find_bounds
from .pareto_network import Network, network_of, words
from .pareto_rebuild import journeys_of
from .pareto_scratch import Scratch, scratch_of_thread
from .pareto_search import search
from .pareto_state import DONE, State
from .restricted import Reach, restrict

ANY_TIME: Final = np.array([NEVER], dtype=np.int32)


def pareto(
    view: View,
    request: Request,
    criteria: tuple[int, ...],
    slack: Slack | None = None,
    *,
    is_mirrored: bool = False,
) -> list[Journey]:
    """Return the front over arrival, rides and the chosen criteria, by arrival; with slack, what that keeps of it.

    Of a mirror, a journey's costs are those of the view that it mirrors.
    """
    chosen = tuple(sorted(set(criteria)))
    network = network_of(view, chosen, is_mirrored=is_mirrored)
    asked = _asked(view, request, chosen)
    scratch = scratch_of_thread()
    while True:
        bounds, state, reach = scratch.for_view(view.stops, view.patterns, request.max_rides)
        bounds = _find_bounds(network, asked, scratch, bounds)
        status = _search(network, asked, (bounds, state, reach), slack)
        if status == DONE:
            return journeys_of(view, request, chosen, state)
        scratch.grow(status)


def retries() -> int:
    """Return how often searches of this thread ran out of room and were run again with more."""
    return scratch_of_thread().retries


def _search(
    network: Network, asked: Asked, written: tuple[Bounds, State, Reach], slack: Slack | None
) -> int:
    bounds, state, reach = written
    if slack is None:
        return search(network, asked, bounds, bounds.latest, ANY_TIME, state)
    rides = restrict(network, asked, bounds, reach, slack.arrival_s, slack.rides)
    return search(network, asked._replace(rides=rides), bounds, reach.latest, reach.limit, state)


def _find_bounds(network: Network, asked: Asked, scratch: Scratch, bounds: Bounds) -> Bounds:
    """Return the bounds of a search: those that are there, where they hold for it too."""
    if scratch.bounded is not None and scratch.bounded.hold(network, asked):
        empty_bags(bounds.stops)
        return bounds
    scratch.bounded, scratch.egress_next = None, np.zeros(len(asked.egress_stop), dtype=np.int32)
    bounds = bounds._replace(egress_next=scratch.egress_next)
    find_bounds(network, asked, bounds)
    scratch.bounded = Bounded(network, asked)
    return bounds


def _asked(view: View, request: Request, chosen: tuple[int, ...]) -> Asked:
    if not 0 <= request.max_rides <= RIDES:
        message = f"A journey of {request.max_rides} rides can't be searched."
        raise ValueError(message)
    access, egress = request.access, request.egress
    columns = list(chosen)
    return Asked(
        int(request.at),
        int(request.max_rides),
        _stops(access, view.stops),
        words(access.criteria[:, columns], access.seconds),
        _stops(egress, view.stops),
        words(egress.criteria[:, columns], egress.seconds),
        _flags(request.pattern_allowed, view.patterns),
        _flags(request.stop_allowed, view.stops),
    )


def _stops(ends: Ends, count: int) -> Int32:
    stops = np.ascontiguousarray(ends.stops, dtype=np.int32)
    if len(stops) and not 0 <= int(stops.min()) <= int(stops.max()) < count:
        message = f"A stop is none of the view's {count}."
        raise ValueError(message)
    return stops


def _flags(allowed: Uint8 | None, count: int) -> Uint8:
    if allowed is None:
        return np.ones(count, dtype=np.uint8)
    if len(allowed) != count:
        message = f"{len(allowed)} flags do not say what is allowed of {count}."
        raise ValueError(message)
    return np.ascontiguousarray(allowed, dtype=np.uint8)
