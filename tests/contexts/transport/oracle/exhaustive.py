"""Every journey there is, one by one: for timetables of a handful of trips, and beyond doubt.

Nothing is compared, ordered or left out on the way; only the answers are filtered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from contexts.transport.domain.engine.journeys import Request
from contexts.transport.domain.timetable.view import (
    COST,
    CRITERIA,
    MAY_ALIGHT,
    MAY_BOARD,
    NO_PRODUCT,
    View,
)

from .answers import Figures, front_of
from .schedule import times_of

Spent = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """The figures of one journey."""

    departs: int
    arrives: int
    rides: int
    criteria: Spent


@dataclass(frozen=True, slots=True)
class _Under:
    """A journey under way: standing at a stop from a time on."""

    stop: int
    ready: int
    departs: int | None
    rides: int
    product: int
    spent: Spent


class Exhaustive:
    """Answers for one tiny view."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._times = [times_of(view, pattern) for pattern in range(view.patterns)]

    def journeys(self, request: Request, *, leaves_from: int) -> Iterator[Found]:
        """Yield every journey that leaves the origin at a time or later."""
        for row, stop in enumerate(request.access.stops.tolist()):
            seconds = int(request.access.seconds[row])
            spent = _added((0, 0, 0), request.access.criteria[row])
            ready = leaves_from + seconds
            for riding, boarded in self._boardings(
                request, _Under(stop, ready, None, 0, NO_PRODUCT, spent)
            ):
                leaving = replace(riding, departs=boarded[3] - seconds)
                yield from self._alightings(request, leaving, boarded)

    def front(self, request: Request, criteria: Sequence[int]) -> list[Figures]:
        """Return the front over (arrives, rides, criteria ...)."""
        found = self.journeys(request, leaves_from=request.at)
        return front_of([(one.arrives, one.rides, *_chosen(one, criteria)) for one in found])

    def profile(self, request: Request, window_s: int) -> list[Figures]:
        """Return the front over (departs, arrives, rides) of all that leaves in the window."""
        until = request.at + window_s
        found = self.journeys(request, leaves_from=request.at)
        rows = [(-one.departs, one.arrives, one.rides) for one in found if one.departs <= until]
        return sorted((-departs, *rest) for departs, *rest in front_of(rows))

    def front_arriving(self, request: Request, criteria: Sequence[int]) -> list[Figures]:
        """Return the front over (departs, rides, criteria ...) of all that arrives by `at`."""
        found = self.journeys(request, leaves_from=-(2**40))
        rows = [
            (-one.departs, one.rides, *_chosen(one, criteria))
            for one in found
            if one.arrives <= request.at
        ]
        return sorted((-departs, *rest) for departs, *rest in front_of(rows))

    def _onward(self, request: Request, here: _Under) -> Iterator[Found]:
        for riding, boarded in self._boardings(request, here):
            yield from self._alightings(request, riding, boarded)

    def _boardings(
        self, request: Request, here: _Under
    ) -> Iterator[tuple[_Under, tuple[int, int, int, int]]]:
        view = self.view
        for pattern, (_, departures) in enumerate(self._times):
            if not _allows(request.pattern_allowed, pattern):
                continue
            first = int(view.pattern_first[pattern])
            for position in range(departures.shape[1]):
                if not self._may(request, first + position, here.stop, MAY_BOARD):
                    continue
                for trip, leaves in enumerate(departures[:, position].tolist()):
                    if leaves >= here.ready:
                        yield self._board(here, pattern), (pattern, trip, position, leaves)

    def _board(self, here: _Under, pattern: int) -> _Under:
        bought = int(self.view.pattern_product[pattern])
        price = self.view.pattern_criteria[pattern].tolist()
        if bought not in {NO_PRODUCT, here.product}:
            here = replace(here, product=bought)
        elif bought != NO_PRODUCT:
            price[COST] = 0
        return replace(here, rides=here.rides + 1, spent=_added(here.spent, price))

    def _alightings(
        self, request: Request, riding: _Under, boarded: tuple[int, int, int, int]
    ) -> Iterator[Found]:
        view = self.view
        pattern, trip, board, _ = boarded
        first = int(view.pattern_first[pattern])
        for position in range(board + 1, self._times[pattern][0].shape[1]):
            stop = int(view.position_stop[first + position])
            if not self._may(request, first + position, stop, MAY_ALIGHT):
                continue
            along = view.position_criteria[first + position] - view.position_criteria[first + board]
            arrives = int(self._times[pattern][0][trip, position])
            yield from self._arrived(
                request, replace(riding, stop=stop, spent=_added(riding.spent, along)), arrives
            )

    def _arrived(self, request: Request, here: _Under, at: int) -> Iterator[Found]:
        view = self.view
        for row in np.flatnonzero(request.egress.stops == here.stop).tolist():
            spent = _added(here.spent, request.egress.criteria[row])
            arrives = at + int(request.egress.seconds[row])
            yield Found(here.departs or 0, arrives, here.rides, spent)
        if here.rides == request.max_rides:
            return
        change = int(view.stop_change_s[here.stop])
        yield from self._onward(request, replace(here, ready=at + change))
        for link in range(view.link_first[here.stop], view.link_first[here.stop + 1]):
            there = replace(
                here,
                stop=int(view.link_to[link]),
                ready=at + int(view.link_s[link]),
                spent=_added(here.spent, view.link_criteria[link]),
            )
            if there.stop != here.stop:
                yield from self._onward(request, there)

    def _may(self, request: Request, place: int, stop: int, flag: int) -> bool:
        here = int(self.view.position_stop[place]) == stop
        return (
            here
            and bool(self.view.position_flags[place] & flag)
            and _allows(request.stop_allowed, stop)
        )


def _allows(allowed: np.ndarray | None, number: int) -> bool:
    return allowed is None or bool(allowed[number])


def _added(spent: Spent, more: Sequence[int] | np.ndarray) -> Spent:
    total = [have + int(one) for have, one in zip(spent, more, strict=True)]
    assert len(total) == CRITERIA
    return total[0], total[1], total[2]


def _chosen(one: Found, criteria: Sequence[int]) -> list[int]:
    return [one.criteria[column] for column in criteria]
