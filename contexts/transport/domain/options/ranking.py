"""How a front is put in order for somebody: by weights of criteria, which decide about nothing but the order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ...contracts import Criterion
from .ways import Way

Weights = Mapping[Criterion, float]
DEFAULT: Final[Weights] = {
    Criterion.TIME: 1.0,
    Criterion.COST: 1.0,
    Criterion.TRANSFERS: 0.4,
    Criterion.COMFORT: 0.4,
    Criterion.CO2: 0.2,
}
HEAVIEST: Final = 1000.0
_LEAST_WEIGHT: Final = 0.001


class WeightsUnreadable(ValueError):
    """A text that is no list of criteria."""


def read_weights(text: str) -> Weights:
    """Read `cost,time` (all alike) or `cost:3,time:1`; an empty text is the usual taste.

    Raises:
        WeightsUnreadable: a name is unknown or comes twice, or a weight is not a number from 0 to 1000, or none is above 0.
    """
    weights: dict[Criterion, float] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, mark, number = part.partition(":")
        criterion = _criterion(name.strip())
        if criterion in weights:
            raise WeightsUnreadable(f"{criterion} comes twice")
        weights[criterion] = _weight(number) if mark else 1.0
    if weights and not any(weights.values()):
        raise WeightsUnreadable("one of them has to weigh something")
    return weights or DEFAULT


def write_weights(weights: Weights) -> str:
    """Write weights in one spelling, for what is kept under it; different ones are never written alike."""
    return ",".join(f"{name}:{weights[name]!r}" for name in Criterion if weights.get(name))


def _criterion(name: str) -> Criterion:
    try:
        return Criterion(name)
    except ValueError:
        known = ", ".join(Criterion)
        raise WeightsUnreadable(f"criteria are {known}") from None


def _weight(text: str) -> float:
    try:
        weight = float(text) if text.isascii() else -1.0
    except ValueError:
        weight = -1.0
    # Weights that are hardly there would make shares of nothing.
    if not (weight == 0 or _LEAST_WEIGHT <= weight <= HEAVIEST):
        raise WeightsUnreadable("a weight is a number from 0 to 1000")
    return weight


def values(way: Way, highest_cost: int) -> dict[Criterion, float]:
    """Return what a way spends of each criterion."""
    cost = way.cost_minor
    return {
        Criterion.TIME: float(way.duration_s),
        Criterion.COST: float(highest_cost if cost is None else cost),
        Criterion.TRANSFERS: float(way.transfers),
        Criterion.COMFORT: float(way.discomfort_s + way.wait_s),
        Criterion.CO2: float(way.co2_g),
    }


def scaled(ways: Sequence[Way]) -> list[dict[Criterion, float]]:
    """Return each way's values on a scale from 0, the least of all, to 1, the most that a way costs which is best at something.

    These are the ideal and the nadir of a payoff table (H. Isermann, R. E. Steuer, European Journal of Operational
    Research 33, 1988). Values above 1 are worse than what being best at anything takes: had they the end of the scale, one
    way that takes four days would make all others look equally quick.
    """
    if not ways:
        return []
    highest = max(way.cost_minor or 0 for way in ways)
    rows = [values(way, highest) for way in ways]
    best = [min(rows, key=lambda row: (row[name], *row.values())) for name in Criterion]
    ends = {name: _ends(name, rows, best) for name in Criterion}
    return [{name: _share(row[name], *ends[name]) for name in Criterion} for row in rows]


def _ends(
    name: Criterion,
    rows: Sequence[Mapping[Criterion, float]],
    best: Sequence[Mapping[Criterion, float]],
) -> tuple[float, float]:
    least, nadir = min(row[name] for row in rows), max(row[name] for row in best)
    return least, nadir if nadir > least else max(row[name] for row in rows)


def scores(ways: Sequence[Way], weights: Weights) -> list[float]:
    """Return how far each way is from being best at everything that counts: 0 is best, 1 bad at all."""
    total = sum(weights.values())
    return [
        round(sum(weights.get(name, 0.0) * row[name] for name in Criterion) / total, 6)
        for row in scaled(ways)
    ]


def _share(value: float, least: float, most: float) -> float:
    return (value - least) / (most - least) if most > least else 0.0
