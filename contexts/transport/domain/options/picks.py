"""The named picks: the way that is best at something, and why one would take it.

Only ways that nothing dominates are picked. Of ways that are equally good at the thing, the one that is better at the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from ...contracts import Criterion, PickName
from . import wording
from .fronts import UNKNOWN
from .ranking import Weights, scores
from .ways import Way

_ORDER: Final = {
    PickName.CHEAPEST: Criterion.COST,
    PickName.FASTEST: Criterion.TIME,
    PickName.GREENEST: Criterion.CO2,
    PickName.FEWEST_CHANGES: Criterion.TRANSFERS,
    PickName.MOST_COMFORTABLE: Criterion.COMFORT,
}
_OF: Final[dict[Criterion, Callable[[Way], int]]] = {
    Criterion.COST: lambda way: UNKNOWN if way.cost_minor is None else way.cost_minor,
    Criterion.TIME: lambda way: way.duration_s,
    # Nobody waits a night for grams that the sentence leaves out.
    Criterion.CO2: lambda way: wording.rounded_grams(way.co2_g),
    Criterion.TRANSFERS: lambda way: way.transfers,
    # Discomfort counts no waiting, for time does: but nobody calls four days in a station comfortable.
    Criterion.COMFORT: lambda way: way.discomfort_s + way.wait_s,
}


@dataclass(frozen=True, slots=True)
class Picked:
    """A pick: the number of the way, and the sentence."""

    name: PickName
    index: int
    reason: str


def pick(ways: Sequence[Way], weights: Weights, currency: str) -> list[Picked]:
    """Return the picks among ways that nothing dominates; none of no ways."""
    if not ways:
        return []
    liked = scores(ways, weights)
    ties = [(liked[i], way.duration_s, way.departs, i) for i, way in enumerate(ways)]
    best = {
        name: min(range(len(ways)), key=lambda i, of=_OF[criterion]: (of(ways[i]), *ties[i]))  # type: ignore[misc]
        for name, criterion in _ORDER.items()
    }
    if ways[best[PickName.CHEAPEST]].cost_minor is None:
        del best[PickName.CHEAPEST]
    best[PickName.BALANCED] = min(range(len(ways)), key=lambda i: ties[i])
    return [
        Picked(name, index, _reason(name, index, best, ways, currency))
        for name, index in sorted(best.items(), key=lambda item: list(PickName).index(item[0]))
    ]


def _reason(
    name: PickName, index: int, best: dict[PickName, int], ways: Sequence[Way], currency: str
) -> str:
    way = ways[index]
    if len(ways) == 1:
        return f"The only way found: {_facts(way, currency)}."
    says = _SAYS[name](way, currency)
    fastest, cheapest = best[PickName.FASTEST], best.get(PickName.CHEAPEST)
    if name == PickName.FASTEST:
        return _sentence(says, _dearer(way, ways, cheapest, currency))
    if name == PickName.CHEAPEST:
        return _sentence(says, _slower(way, ways[fastest]))
    against = [_slower(way, ways[fastest]), _dearer(way, ways, cheapest, currency)]
    return _sentence(says, wording.listed(found) if (found := [*filter(None, against)]) else "")


def _sentence(says: str, against: str) -> str:
    return f"{says}; {against}." if against else f"{says}."


_SAYS: Final[dict[PickName, Callable[[Way, str], str]]] = {
    PickName.CHEAPEST: lambda way, currency: (
        f"Least money: {wording.money(way.cost_minor or 0, currency)}"
    ),
    PickName.FASTEST: lambda way, _: f"Least time: {wording.duration(way.duration_s)}",
    PickName.GREENEST: lambda way, _: f"Least CO2: {wording.grams(way.co2_g)}",
    PickName.FEWEST_CHANGES: lambda way, _: _fewest(way),
    PickName.MOST_COMFORTABLE: lambda way, _: (
        f"Most comfortable, with {wording.changes(way.transfers)}"
    ),
    PickName.BALANCED: lambda way, currency: f"A good balance: {_facts(way, currency)}",
}


def _fewest(way: Way) -> str:
    return "Direct" if way.is_direct else f"Fewest changes: {wording.changes(way.transfers)}"


def _facts(way: Way, currency: str) -> str:
    cost = way.cost_minor
    facts = [wording.duration(way.duration_s)]
    facts += [] if cost is None else [wording.money(cost, currency)]
    return wording.listed([*facts, wording.changes(way.transfers)])


def _slower(way: Way, fastest: Way) -> str:
    longer = way.duration_s - fastest.duration_s
    return f"takes {wording.duration(longer)} longer than the fastest" if longer > 0 else ""


def _dearer(way: Way, ways: Sequence[Way], cheapest: int | None, currency: str) -> str:
    if cheapest is None or way.cost_minor is None:
        return ""
    dearer = way.cost_minor - (ways[cheapest].cost_minor or 0)
    return f"costs {wording.money(dearer, currency)} more than the cheapest" if dearer > 0 else ""
