"""One question to the engine and to the oracle: the same figures, and journeys that can be made as they say."""

from __future__ import annotations

from collections.abc import Sequence

from contexts.transport.domain.engine import Engine, Journey, Request, Slack
from contexts.transport.domain.timetable.view import CRITERIA

from .answers import Figures, Oracle
from .walk import walk

KINDS = ("earliest", "profile", "latest", "pareto", "arriving", "restricted")
ANY_SLACK = Slack(600, 1)


def compare(
    engine: Engine,
    oracle: Oracle,
    kind: str,
    request: Request,
    *,
    criteria: Sequence[int] = (),
    window_s: int = 7200,
    slack: Slack = ANY_SLACK,
) -> None:
    """Fail where they differ, or where a journey isn't what it says."""
    chosen = tuple(criteria)
    journeys = _asked(engine, kind, request, chosen, window_s, slack)
    for journey in journeys:
        walk(engine.view, request, journey, chosen)
        _in_time(kind, request, journey, window_s)
    found = sorted(_figures(kind, journey, chosen) for journey in journeys)
    expected = _expected(oracle, kind, request, chosen, window_s, slack)
    assert found == expected, f"{kind} by {chosen}: {found} instead of {expected}"


def _asked(
    engine: Engine,
    kind: str,
    request: Request,
    criteria: tuple[int, ...],
    window_s: int,
    slack: Slack,
) -> list[Journey]:
    return {
        "earliest": lambda: engine.earliest(request),
        "profile": lambda: engine.profile(request, window_s),
        "latest": lambda: engine.latest(request),
        "pareto": lambda: engine.pareto(request, criteria),
        "arriving": lambda: engine.pareto_arriving(request, criteria),
        "restricted": lambda: engine.pareto(request, criteria, slack),
    }[kind]()


def _expected(
    oracle: Oracle,
    kind: str,
    request: Request,
    criteria: tuple[int, ...],
    window_s: int,
    slack: Slack,
) -> list[Figures]:
    return {
        "earliest": lambda: oracle.earliest(request),
        "profile": lambda: oracle.profile(request, window_s),
        "latest": lambda: oracle.latest(request),
        "pareto": lambda: oracle.front(request, criteria),
        "arriving": lambda: oracle.front_arriving(request, criteria),
        "restricted": lambda: oracle.restricted(request, criteria, slack),
    }[kind]()


def _figures(kind: str, journey: Journey, criteria: tuple[int, ...]) -> Figures:
    spent = tuple(journey.criteria[column] for column in criteria if column < CRITERIA)
    if kind == "profile":
        return journey.departs, journey.arrives, journey.rides
    if kind in {"latest", "arriving"}:
        return journey.departs, journey.rides, *spent
    return journey.arrives, journey.rides, *spent


def _in_time(kind: str, request: Request, journey: Journey, window_s: int) -> None:
    if kind in {"latest", "arriving"}:
        assert journey.arrives <= request.at
        return
    assert journey.departs >= request.at
    if kind == "profile":
        assert journey.departs <= request.at + window_s
