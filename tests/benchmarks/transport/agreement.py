"""How far the answers of peers are those of the engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from contexts.transport.domain.engine import Journey

Figures = list[tuple[int, int]]
"""(arrives, rides) of each journey, sorted."""


def figures(journeys: Sequence[Journey]) -> Figures:
    """Return the engine's."""
    return sorted((one.arrives, one.rides) for one in journeys)


def agreement(ours: Sequence[Figures], theirs: Sequence[Figures]) -> dict[str, float]:
    """Return counts of questions, and in how many percent of those that either answers the arrivals, and the fronts, are equal."""
    counts = Counter(_outcome(mine, other) for mine, other in zip(ours, theirs, strict=True))
    answered = counts.total() - counts["none"]
    same_fronts = sum(mine == other for mine, other in zip(ours, theirs, strict=True) if mine)
    return {
        "asked": counts.total(),
        "both_find_none": counts["none"],
        "equal_arrivals": counts["equal"],
        "we_arrive_earlier": counts["earlier"],
        "they_arrive_earlier": counts["later"],
        "equal_fronts": same_fronts,
        "equal_arrivals_percent": _percent(counts["equal"], answered),
        "equal_fronts_percent": _percent(same_fronts, answered),
    }


def _outcome(mine: Figures, other: Figures) -> str:
    if not mine and not other:
        return "none"
    if not mine or not other:
        return "earlier" if mine else "later"
    if mine[0][0] == other[0][0]:
        return "equal"
    return "earlier" if mine[0][0] < other[0][0] else "later"


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 2) if whole else 0.0
