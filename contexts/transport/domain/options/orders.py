"""In which order to visit places so that the ways between them cost least in sum.

Exact by dynamic programming over the sets of places visited (Held and Karp, 1962) up to `MOST_EXACT` places that may change
their turn; beyond, the nearest next one improved by exchanges until none helps. What a way costs is one number for each pair.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

MOST_EXACT: Final = 9
Matrix = Sequence[Sequence[float]]


def best_order(costs: Matrix, *, last_is_fixed: bool) -> tuple[list[int], bool]:
    """Return the order from place 0 on, and whether no other is better; the last place stays last if it is fixed.

    Unreachable pairs cost infinity; an order that needs one is returned where there is none without.
    """
    count = len(costs)
    last = count - 1 if last_is_fixed and count > 1 else None
    inner = [i for i in range(1, count) if i != last]
    if len(inner) <= MOST_EXACT:
        return _exact(costs, inner, last), True
    return _improved(costs, _greedy(costs, inner, last), last_is_fixed=last is not None), False


def length(costs: Matrix, order: Sequence[int]) -> float:
    """Return what an order costs."""
    return sum(costs[a][b] for a, b in pairwise(order))


def _exact(costs: Matrix, inner: Sequence[int], last: int | None) -> list[int]:
    if not inner:
        return [0] if last is None else [0, last]
    best: dict[tuple[int, int], tuple[float, int]] = {
        (1 << k, k): (costs[0][place], -1) for k, place in enumerate(inner)
    }
    full = (1 << len(inner)) - 1
    for visited in range(1, full + 1):
        for k in range(len(inner)):
            if (visited, k) in best:
                _extend(costs, inner, best, visited, k)

    def total(k: int) -> float:
        return best[full, k][0] + (0.0 if last is None else costs[inner[k]][last])

    at = min(range(len(inner)), key=lambda k: (total(k), k))
    order: list[int] = []
    visited = full
    while at >= 0:
        order.append(inner[at])
        previous = best[visited, at][1]
        visited, at = visited & ~(1 << at), previous
    return [0, *reversed(order), *([] if last is None else [last])]


def _extend(
    costs: Matrix,
    inner: Sequence[int],
    best: dict[tuple[int, int], tuple[float, int]],
    visited: int,
    k: int,
) -> None:
    spent = best[visited, k][0]
    for other, place in enumerate(inner):
        if visited >> other & 1:
            continue
        key, cost = (visited | 1 << other, other), spent + costs[inner[k]][place]
        if key not in best or cost < best[key][0]:
            best[key] = (cost, k)


def _greedy(costs: Matrix, inner: Sequence[int], last: int | None) -> list[int]:
    order, left = [0], list(inner)
    while left:
        here = order[-1]
        nearest = min(left, key=lambda place: (costs[here][place], place))
        left.remove(nearest)
        order.append(nearest)
    return order if last is None else [*order, last]


def _improved(costs: Matrix, order: list[int], *, last_is_fixed: bool) -> list[int]:
    end = len(order) - 1 if last_is_fixed else len(order)
    best, shortest = order, length(costs, order)
    improves = True
    while improves:
        improves = False
        for candidate in _exchanges(best, end):
            found = length(costs, candidate)
            if found < shortest - 1e-9 or (math.isinf(shortest) and not math.isinf(found)):
                best, shortest, improves = candidate, found, True
                break
    return best


def _exchanges(order: list[int], end: int) -> list[list[int]]:
    """Return the orders with one stretch turned around, or one place moved."""
    turned = [
        order[:i] + order[i:j][::-1] + order[j:]
        for i in range(1, end)
        for j in range(i + 2, end + 1)
    ]
    moved: list[list[int]] = []
    for i in range(1, end):
        rest = order[:i] + order[i + 1 :]
        moved += [[*rest[:j], order[i], *rest[j:]] for j in range(1, end) if j != i]
    return turned + moved
