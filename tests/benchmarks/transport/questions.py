"""The questions of a benchmark: random pairs of stops at random times of a day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from contexts.transport.domain.engine import Ends, Request
from contexts.transport.domain.timetable.view import CRITERIA, View

MINUTE: Final = 60
FIRST_HOUR: Final = 6
LAST_HOUR: Final = 22


@dataclass(frozen=True, slots=True)
class Question:
    """Two stops and a time, and what the engine is asked of them."""

    origin: int
    destination: int
    at: int
    request: Request
    """From the stops that a walk leads to from the origin, to those from which one leads to the destination."""

    @property
    def ends_and_time(self) -> tuple[int, int, int]:
        """As peers take them."""
        return self.origin, self.destination, self.at

    @property
    def from_one_stop(self) -> Request:
        """The same without walks from the origin."""
        return replace(self.request, access=Ends.of((self.origin, 0)))

    @property
    def stop_to_stop(self) -> Request:
        """The same without walks at the ends."""
        ends = Ends.of((self.origin, 0)), Ends.of((self.destination, 0))
        return Request(*ends, self.at, self.request.max_rides)


def questions(view: View, count: int, *, seed: int, rides: int = 8) -> tuple[list[Question], int]:
    """Return questions at whole minutes between 6 and 22 h between stops that are served, and how many pairs were discarded.

    No link joins the two: peers would answer with that walk, which for the engine is no journey.
    """
    dice = np.random.default_rng(seed)
    served = np.flatnonzero(np.diff(view.stop_first_pattern))
    found: list[Question] = []
    discarded = 0
    while len(found) < count:
        origin, destination = (int(stop) for stop in dice.choice(served, 2, replace=False))
        at = MINUTE * int(dice.integers(FIRST_HOUR * 60, LAST_HOUR * 60))
        request = Request(access_of(view, origin), egress_of(view, destination), at, rides)
        if destination in request.access.stops:
            discarded += 1
            continue
        found.append(Question(origin, destination, at, request))
    return found, discarded


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
