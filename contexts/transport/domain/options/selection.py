"""Which part of a front is shown first, with ways that differ by their time alone told once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Final

import numpy as np

from ..timetable.view import Float64
from .fronts import Kept
from .picks import Picked, pick
from .ranking import Weights, scaled, scores

SHOWN: Final = 8
MOST_TOLD: Final = 250
"""Of a whole front; what nobody scrolls through takes long to write."""
MOST_TOLD_AT_LENGTH: Final = 50
"""With every stop or the line on the map."""
MOST_OTHERS: Final = 100
"""Other departures of one way."""
_WIDTH: Final = 0.15
"""How much being different from what is shown already counts against being liked."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A way that is shown, and the other ways of its signature."""

    index: int
    score: float
    others: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """The part of a front that is shown, best first; indices are those of the front."""

    shown: tuple[Chosen, ...]
    picks: tuple[Picked, ...] = field(default=())
    is_capped: bool = False
    """There is more that was asked for than one answer holds."""


def select(
    kept: Sequence[Kept],
    weights: Weights,
    currency: str,
    *,
    everything: bool = False,
    most: int = MOST_TOLD,
) -> Selection:
    """Choose what is shown: picks, direct ways, the best of each family, and then whatever differs most from those.

    `everything`: all there is instead, up to `most`: picks first, then what is liked best.
    """
    if not kept:
        return Selection(())
    ways = [each.way for each in kept]
    liked = scores(ways, weights)
    free = [i for i, each in enumerate(kept) if not each.is_dominated]
    picks = [
        Picked(each.name, free[each.index], each.reason)
        for each in pick([ways[i] for i in free], weights, currency)
    ]
    picked = {each.index for each in picks}
    groups = _groups(kept)
    heads = _heads(groups, picked, liked)
    shown = (
        sorted(heads, key=lambda i: (i not in picked, liked[i], i))[: max(most, len(picked))]
        if everything
        else _spread(kept, heads, picked, liked)
    )
    order = sorted(shown, key=lambda i: (liked[i], ways[i].departs, i))
    chosen = tuple(_chosen(order, groups, kept, liked))
    return Selection(
        tuple(replace(each, others=each.others[:MOST_OTHERS]) for each in chosen),
        tuple(picks),
        is_capped=(everything and len(shown) < len(heads))
        or any(len(each.others) > MOST_OTHERS for each in chosen),
    )


def _groups(kept: Sequence[Kept]) -> dict[Hashable, list[int]]:
    groups: dict[Hashable, list[int]] = {}
    for index, each in enumerate(kept):
        groups.setdefault(each.way.signature, []).append(index)
    return groups


def _heads(
    groups: dict[Hashable, list[int]], picked: set[int], liked: Sequence[float]
) -> list[int]:
    """Return who stands for each group: all that were picked, else the one that is liked best."""
    heads: list[int] = []
    for members in groups.values():
        named = [index for index in members if index in picked]
        heads += named or [min(members, key=lambda i: (liked[i], i))]
    return heads


def _spread(
    kept: Sequence[Kept], heads: list[int], picked: set[int], liked: Sequence[float]
) -> list[int]:
    shown = [i for i in heads if i in picked]
    shown += _first_of_each(
        (i for i in heads if i not in shown and kept[i].way.is_direct), kept, liked
    )
    seen = {kept[i].way.family for i in shown}
    others = (i for i in heads if i not in shown and kept[i].way.family not in seen)
    shown += _first_of_each(others, kept, liked, by_family=True)
    rest = [i for i in heads if i not in shown and not kept[i].is_dominated]
    if not rest or len(shown) >= SHOWN:
        return shown
    # What is bad beyond measure is no more of another kind than what is bad.
    rows = np.minimum(1.0, [list(row.values()) for row in scaled([each.way for each in kept])])
    # From each way to the nearest one that is shown; picks always are.
    apart = reduce(np.minimum, [_distances(rows, i) for i in shown])
    while rest and len(shown) < SHOWN:
        farthest = max(rest, key=lambda i: (_WIDTH * apart[i] - liked[i], -i))
        rest.remove(farthest)
        shown.append(farthest)
        apart = np.minimum(apart, _distances(rows, farthest))
    return shown


def _first_of_each(
    indices: Iterable[int], kept: Sequence[Kept], liked: Sequence[float], *, by_family: bool = False
) -> list[int]:
    """Return the best liked of each line that goes directly, or of each family."""
    first: dict[Hashable, int] = {}
    for i in sorted(indices, key=lambda i: (liked[i], i)):
        way = kept[i].way
        first.setdefault(way.family if by_family else (way.rides[0].feed, way.rides[0].line), i)
    return list(first.values())[:SHOWN]


def _distances(rows: Float64, index: int) -> Float64:
    found: Float64 = np.abs(rows - rows[index]).sum(axis=1)
    return found


def _chosen(
    order: Sequence[int],
    groups: dict[Hashable, list[int]],
    kept: Sequence[Kept],
    liked: Sequence[float],
) -> Iterable[Chosen]:
    listed: set[Hashable] = set()
    shown = set(order)
    for index in order:
        signature = kept[index].way.signature
        # Two picks may share a signature: the other times stand with the first of them.
        others = (
            () if signature in listed else tuple(i for i in groups[signature] if i not in shown)
        )
        listed.add(signature)
        yield Chosen(index, liked[index], others)
