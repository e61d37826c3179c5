"""The front over departure, arrival and CO2 for every departure of a window, by fronts for one departure each.

What is best for who leaves at a time stays so until the first of its journeys has left: whoever leaves no later still has
all of them, and whoever leaves later has no other. One more search a second after that is therefore all that is needed,
and nothing is lost in between.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from contexts.transport.domain.engine import Engine, Journey, Request
from contexts.transport.domain.timetable.view import CO2


def window_front(engine: Engine, request: Request, window_s: int) -> list[Journey]:
    """Return the journeys that leave in [at, at + window_s] and that none there leaving no earlier is nowhere worse than.

    Who would better wait for what leaves after the window need not be sent off before: such journeys may be left out.
    """
    until = request.at + window_s
    found: dict[tuple[int, int, int], Journey] = {}
    for journeys in _fronts(engine, request, until):
        for journey in journeys:
            found[journey.departs, journey.arrives, journey.criteria[CO2]] = journey
    kept: list[tuple[int, int]] = []
    best: list[Journey] = []
    # From the last departure to the first: what is kept leaves no earlier.
    for departs, arrives, co2 in sorted(found, key=lambda one: (-one[0], *one[1:])):
        if not any(a <= arrives and c <= co2 for a, c in kept):
            kept.append((arrives, co2))
            best.append(found[departs, arrives, co2])
    return [journey for journey in best if journey.departs <= until]


def _fronts(engine: Engine, request: Request, until: int) -> Iterator[list[Journey]]:
    at = request.at
    while at <= until:
        journeys = engine.pareto(replace(request, at=at), (CO2,))
        if not journeys:
            return
        yield journeys
        at = min(journey.departs for journey in journeys) + 1
