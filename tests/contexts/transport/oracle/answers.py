"""What the oracle answers: sorted tuples of figures, never journeys.

A `Column` is one of COST, DISCOMFORT, CO2. Every answer is free of what another is nowhere worse than.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from contexts.transport.domain.engine.journeys import Ends, Request, Slack
from contexts.transport.domain.timetable.view import COST, CRITERIA, NEVER, NO_PRODUCT, Int32, View

from .layout import ANSWER, ANSWERS, ARRIVES, COLUMNS, DEPARTS, FULL, RIDES, SPENT, State, Tables
from .needed import NO_WAY, rides_needed
from .schedule import LEAVES, PLACE, TIME, events_of
from .sweep import sweep

Figures = tuple[int, ...]
ALWAYS = -(2**31)
NOWHERE = Ends.of()


class Oracle:
    """Answers for one view."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.events: Int32 = events_of(view)
        self._times = self.events[:, TIME].copy()
        self._pattern = np.repeat(
            np.arange(view.patterns, dtype=np.int32), np.diff(view.pattern_first)
        )
        self._room = 1 << 12

    def earliest(self, request: Request) -> list[Figures]:
        """Return the front over (arrives, rides)."""
        return self.front(request, ())

    def front(self, request: Request, criteria: Sequence[int]) -> list[Figures]:
        """Return the front over (arrives, rides, criteria ...)."""
        rows = self._ask(request, criteria, leaves_from=request.at).answers
        return sorted((row[ARRIVES], row[RIDES], *_spent(row, criteria)) for row in rows.tolist())

    def restricted(self, request: Request, criteria: Sequence[int], slack: Slack) -> list[Figures]:
        """Return the part of the front that is not much worse in arrival and rides than the best in both."""
        anchors = self.earliest(request)
        return [
            row
            for row in self.front(request, criteria)
            if any(row[0] <= a + slack.arrival_s and row[1] <= r + slack.rides for a, r in anchors)
        ]

    def profile(self, request: Request, window_s: int) -> list[Figures]:
        """Return the front over (departs, arrives, rides) of all that leaves in the window, in one sweep."""
        until = request.at + window_s
        state = self._ask(
            request, (), leaves_from=request.at, leaves_until=until, by_departure=True
        )
        return sorted((-row[DEPARTS], row[ARRIVES], row[RIDES]) for row in state.answers.tolist())

    def profile_one_by_one(self, request: Request, window_s: int) -> list[Figures]:
        """Return the same by asking anew for each departure at a stop near the origin."""
        until = request.at + window_s
        found = []
        for departs in self._departures(request, until):
            state = self._ask(request, (), leaves_from=departs, leaves_until=until)
            found += [(-departs, row[ARRIVES], row[RIDES]) for row in state.answers.tolist()]
        return sorted((-departs, *rest) for departs, *rest in front_of(found))

    def latest(self, request: Request) -> list[Figures]:
        """Return the front over (departs, rides) of all that arrives by `at`."""
        return self.front_arriving(request, ())

    def front_arriving(self, request: Request, criteria: Sequence[int]) -> list[Figures]:
        """Return the front over (departs, rides, criteria ...) of all that arrives by `at`."""
        state = self._ask(
            request,
            criteria,
            leaves_from=ALWAYS,
            arrives_until=request.at,
            by_departure=True,
            by_arrival=False,
        )
        rows = state.answers.tolist()
        return sorted((-row[DEPARTS], row[RIDES], *_spent(row, criteria)) for row in rows)

    def reach(self, access: Ends, at: int, max_rides: int) -> Int32:
        """Return the earliest arrival by a ride at each stop, or NEVER."""
        request = Request(access, NOWHERE, at, max_rides)
        return self._ask(request, (), leaves_from=at).reached

    def _departures(self, request: Request, until: int) -> list[int]:
        leaving = self.events[self.events[:, LEAVES] == 1]
        stops, found = self.view.position_stop[leaving[:, PLACE]], set()
        rows = zip(request.access.stops.tolist(), request.access.seconds.tolist(), strict=True)
        for stop, seconds in rows:
            departs = leaving[stops == stop, TIME] - seconds
            found |= set(departs[(departs >= request.at) & (departs <= until)].tolist())
        return sorted(found)

    def _ask(
        self,
        request: Request,
        criteria: Sequence[int],
        *,
        leaves_from: int,
        leaves_until: int = NEVER,
        arrives_until: int = NEVER,
        by_departure: bool = False,
        by_arrival: bool = True,
    ) -> State:
        limits = (leaves_from, leaves_until, arrives_until, by_departure, by_arrival)
        tables = self._tables(request, criteria, (*limits, request.max_rides))
        first = int(np.searchsorted(self._times, leaves_from))
        while True:
            state = self._fresh()
            sweep(tables, state, first)
            if not state.counts[FULL]:
                return state._replace(answers=state.answers[: state.counts[ANSWERS]])
            self._room *= 4

    def _tables(self, request: Request, criteria: Sequence[int], limits: tuple[int, ...]) -> Tables:
        view, chosen = self.view, np.array([c in criteria for c in range(CRITERIA)])
        flags = view.position_flags.copy()
        if request.pattern_allowed is not None:
            flags *= request.pattern_allowed[self._pattern] > 0
        if request.stop_allowed is not None:
            flags *= request.stop_allowed[view.position_stop] > 0
        products = view.pattern_product if chosen[COST] else np.full(view.patterns, NO_PRODUCT)
        access_first, access = _by_stop(request.access, self.view.stops, chosen)
        egress_first, egress = _by_stop(request.egress, self.view.stops, chosen)
        needed = rides_needed(view, flags, self._pattern, request.egress.stops, request.max_rides)
        if request.egress is NOWHERE:
            needed = np.zeros_like(needed[0]), np.zeros_like(needed[1])
        least = min(needed[1][request.access.stops].tolist(), default=NO_WAY)
        return Tables(
            events=self.events,
            places=_table(
                view.position_stop, flags, self._pattern, view.position_criteria * chosen
            ),
            patterns=_table(products, view.pattern_criteria * chosen, needed[0]),
            change_s=np.array(view.stop_change_s),
            needed=needed[1],
            link_first=np.array(view.link_first),
            links=_table(view.link_to, view.link_s, view.link_criteria * chosen),
            access_first=access_first,
            access=access,
            egress_first=egress_first,
            egress=egress,
            limits=np.array([*limits, least], dtype=np.int64),
        )

    def _fresh(self) -> State:
        return State(
            labels=np.zeros((self._room, COLUMNS), dtype=np.int32),
            in_trip=np.full(self.view.trips, -1, dtype=np.int32),
            at_stop=np.full(self.view.stops, -1, dtype=np.int32),
            heap=np.zeros((self._room, 2), dtype=np.int64),
            answers=np.zeros((self._room, ANSWER), dtype=np.int64),
            reached=np.full(self.view.stops, NEVER, dtype=np.int32),
            counts=np.zeros(FULL + 1, dtype=np.int64),
        )


def front_of(vectors: Sequence[Figures]) -> list[Figures]:
    """Return the vectors that no other is nowhere worse than, smaller being better, each once."""
    kept: list[Figures] = []
    for vector in sorted(set(vectors)):
        if not any(all(a <= b for a, b in zip(best, vector, strict=True)) for best in kept):
            kept.append(vector)
    return kept


def _spent(row: Sequence[int], criteria: Sequence[int]) -> list[int]:
    return [row[SPENT + column] for column in criteria]


def _by_stop(ends: Ends, stops: int, chosen: np.ndarray) -> tuple[Int32, Int32]:
    order = np.argsort(ends.stops, kind="stable")
    first = np.searchsorted(ends.stops[order], np.arange(stops + 1)).astype(np.int32)
    return first, _table(ends.seconds, ends.criteria * chosen)[order]


def _table(*columns: np.ndarray) -> Int32:
    return np.column_stack(columns).astype(np.int32)
