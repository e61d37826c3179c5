"""Where stations lie: coordinates that were looked up by name, mended by what the line tells.

A station that shares its name with a town elsewhere was often put there. The kilometres along the line give it away: two
stations can't be farther apart than the rails between them are long, nor much nearer. Stations whose place we know
ourselves are the fixed points; of the others the place that agrees with most neighbours is kept, whether published or that of
a town of the same name; where none agrees, the station is put between its neighbours on the line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ...domain.places import metres_between
from .train_records import Halt, Point, Train

_HALTS_APART: Final = 4
"""Stations so many halts apart on one train still bear witness to each other."""
_LONGEST_KM: Final = 400
_LONGER: Final = 1.04
_LONGER_KM: Final = 4.0
_SHORTER: Final = 0.45
_SHORTER_KM: Final = 6.0
_AGREEING: Final = 0.6
_ROUNDS: Final = 12
_KNOWN_COUNTS: Final = 4
_BEYOND_KM: Final = 10_000


class How(StrEnum):
    """Why a station lies where it does."""

    KNOWN = "known"
    PUBLISHED = "published"
    TOWN = "town of its name"
    BETWEEN = "between its neighbours"


@dataclass(frozen=True, slots=True)
class Placed:
    """A station's place, and how it was found."""

    point: Point
    how: How


Neighbours = Mapping[str, Mapping[str, int]]


def place_stations(
    trains: Iterable[Train],
    *,
    known: Mapping[str, Point],
    published: Mapping[str, Point],
    towns: Mapping[str, tuple[Point, ...]],
) -> dict[str, Placed]:
    """Return the place of every station at which a train halts; `towns` are those of the station's name, by its code."""
    listed = tuple(trains)
    neighbours = _neighbours(listed)
    candidates = {
        code: _candidates(code, published, towns)
        for code in sorted(neighbours)
        if code not in known
    }
    placed = {code: Placed(point, How.KNOWN) for code, point in known.items()}
    placed |= {code: options[0] for code, options in candidates.items() if options}
    for _ in range(_ROUNDS):
        if not _settle(placed, candidates, neighbours):
            break
    _drop_strays(placed, candidates, neighbours)
    _fill_gaps(placed, listed)
    return placed


def agree(one: Point, other: Point, km: int) -> bool:
    """Tell whether two stations may lie so, with so many kilometres of line between them."""
    apart = metres_between(one, other) / 1000
    return km * _SHORTER - _SHORTER_KM <= apart <= km * _LONGER + _LONGER_KM


def _neighbours(trains: tuple[Train, ...]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for train in trains:
        for apart in range(1, _HALTS_APART + 1):
            for here, there in zip(train.halts, train.halts[apart:], strict=False):
                km = there.km - here.km
                if km <= _LONGEST_KM:
                    shortest = min(km, found[here.code].get(there.code, km))
                    found[here.code][there.code] = found[there.code][here.code] = shortest
    return found


def _candidates(
    code: str, published: Mapping[str, Point], towns: Mapping[str, tuple[Point, ...]]
) -> list[Placed]:
    options = [Placed(published[code], How.PUBLISHED)] if code in published else []
    return options + [Placed(point, How.TOWN) for point in towns.get(code, ())]


def _share(point: Point, near: Mapping[str, int], placed: Mapping[str, Placed]) -> float:
    """Return the part of the neighbours, weighted, that agree with a point."""
    agreeing = asked = 0
    for code, km in near.items():
        other = placed.get(code)
        if other is None:
            continue
        counts = _KNOWN_COUNTS if other.how is How.KNOWN else 1
        asked += counts
        agreeing += counts * agree(point, other.point, km)
    return agreeing / asked if asked else 0.0


def _settle(
    placed: dict[str, Placed], candidates: Mapping[str, list[Placed]], neighbours: Neighbours
) -> bool:
    changed = False
    for code, options in candidates.items():
        if not options:
            continue
        shares = [_share(option.point, neighbours[code], placed) for option in options]
        best = options[shares.index(max(shares))]
        chosen = best if max(shares) >= _AGREEING else None
        if placed.get(code) != chosen:
            changed = True
            if chosen is None:
                del placed[code]
            else:
                placed[code] = chosen
    return changed


def _drop_strays(
    placed: dict[str, Placed], candidates: Mapping[str, list[Placed]], neighbours: Neighbours
) -> None:
    for code in candidates:
        if code in placed and _share(placed[code].point, neighbours[code], placed) < _AGREEING:
            del placed[code]


def _fill_gaps(placed: dict[str, Placed], trains: tuple[Train, ...]) -> None:
    best: dict[str, tuple[float, Point]] = {}
    for train in trains:
        _between(train, placed, best)
    placed |= {code: Placed(point, How.BETWEEN) for code, (_, point) in sorted(best.items())}


def _between(
    train: Train, placed: Mapping[str, Placed], best: dict[str, tuple[float, Point]]
) -> None:
    """Put each station without a place between the nearest ones with a place on a train, the closest pair winning."""
    fixed = [halt for halt in train.halts if halt.code in placed]
    if not fixed:
        return
    for halt in train.halts:
        if halt.code not in placed:
            span, ends = _ends(fixed, halt.km)
            if halt.code not in best or span < best[halt.code][0]:
                best[halt.code] = (span, _on_the_way(ends, halt.km, placed))


def _ends(fixed: list[Halt], km: int) -> tuple[float, tuple[Halt, Halt]]:
    """Return the two halts between which, or beyond which, a place lies, and how little they tell of it."""
    before = [halt for halt in fixed if halt.km < km]
    after = [halt for halt in fixed if halt.km > km]
    if before and after:
        return after[0].km - before[-1].km, (before[-1], after[0])
    side = before[::-1] or after
    return _BEYOND_KM + abs(side[0].km - km), (side[0], side[min(1, len(side) - 1)])


def _on_the_way(ends: tuple[Halt, Halt], km: int, placed: Mapping[str, Placed]) -> Point:
    here, there = (placed[end.code].point for end in ends)
    rails = ends[1].km - ends[0].km
    share = (km - ends[0].km) / rails if rails else 0.0
    return here[0] + (there[0] - here[0]) * share, here[1] + (there[1] - here[1]) * share


def contradictions(trains: Iterable[Train], placed: Mapping[str, Placed]) -> int:
    """Count the pairs of stations that a train serves one after the other and that can't lie so."""
    pairs = {
        (here.code, there.code): there.km - here.km
        for train in trains
        for here, there in zip(train.halts, train.halts[1:], strict=False)
    }
    return sum(
        not agree(placed[here].point, placed[there].point, km)
        for (here, there), km in pairs.items()
        if here in placed and there in placed
    )
