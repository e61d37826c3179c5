"""The questions of a benchmark: random pairs of stops at random times of a day."""

from __future__ import annotations

import numpy as np

from contexts.transport.domain.engine import Ends, Request
from contexts.transport.domain.timetable.view import CRITERIA, View

MINUTE = 60
Question = tuple[int, int, int, Request]


def questions(view: View, count: int, *, seed: int, rides: int = 8) -> list[Question]:
    """Return (origin, destination, time, request): whole minutes between 6 and 22 h, between stops that are served.

    No link joins the two: peers would answer with that walk, which for the engine is no journey.
    """
    dice = np.random.default_rng(seed)
    served = np.flatnonzero(np.diff(view.stop_first_pattern))
    found = []
    while len(found) < count:
        origin, destination = (int(stop) for stop in dice.choice(served, 2, replace=False))
        at = MINUTE * int(dice.integers(6 * 60, 22 * 60))
        request = Request(access_of(view, origin), egress_of(view, destination), at, rides)
        if destination in request.access.stops:
            continue
        found.append((origin, destination, at, request))
    return found


def access_of(view: View, stop: int) -> Ends:
    """Return the stop and where a link leads from it: peers let a journey begin and end with one."""
    links = np.arange(view.link_first[stop], view.link_first[stop + 1])
    return _ends(view, stop, view.link_to[links], links)


def egress_of(view: View, stop: int) -> Ends:
    """Return the stop and from where a link leads to it."""
    links = np.flatnonzero(view.link_to == stop)
    origins = np.searchsorted(view.link_first, links, side="right") - 1
    return _ends(view, stop, origins, links)


def _ends(view: View, stop: int, stops: np.ndarray, links: np.ndarray) -> Ends:
    real = stops != stop
    return Ends(
        np.concatenate([[stop], stops[real]]).astype(np.int32),
        np.concatenate([[0], view.link_s[links[real]]]).astype(np.int32),
        np.concatenate([np.zeros((1, CRITERIA), np.int32), view.link_criteria[links[real]]]).astype(
            np.int32
        ),
    )
