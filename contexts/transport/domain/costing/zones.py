"""The fares of a pattern through fare zones, as a line that the search can add up.

The line rises along the pattern by a measure of its zones: the borders crossed, the fare from the first stop, or the mean of
that and of what is left to the last stop. Whichever keeps nearest to the fares between all zones is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ..timetable.view import NO_PRODUCT, Float64
from .fares import FareRide, FeedFares, Product
from .fitting import fit

_MOST_STRETCHES = 40
"""Beyond so many stretches of one zone only rides between some of them are looked at."""

_Found = Mapping[tuple[int, int], Product]


@dataclass(frozen=True, slots=True)
class Line:
    """The price of boarding and of the way, in minor units of the feed's currency."""

    boarding: float
    product: int
    paid: tuple[float, ...] = ()
    """From the first stop into each stretch of zones; nothing where the fare is flat."""

    def at_positions(self, zones: Sequence[int]) -> Float64:
        """Return what is paid from the first stop to each."""
        borders = np.cumsum([0, *(int(a != b) for a, b in pairwise(zones))])
        paid: Float64 = np.array(self.paid, dtype=np.float64)[borders]
        return paid


def line_of_route(offered: FeedFares, route: int, zones: Sequence[int]) -> Line | None:
    """Return the line of a route through the zones of its stops; None where no product covers any ride of it."""
    if not any(product.is_zonal for product in offered.concerning(route)):
        flat = offered.cheapest([FareRide(route, (0,))])
        return None if flat is None else Line(flat.minor, _ticket(flat))
    changes = [True, *(a != b for a, b in pairwise(zones))]
    stretches = tuple(zone for zone, is_new in zip(zones, changes, strict=True) if is_new)
    looked_at = range(0, len(stretches), -(-len(stretches) // _MOST_STRETCHES))
    found = {
        (first, last): product
        for first in looked_at
        for last in looked_at
        if first <= last
        and (product := offered.cheapest([FareRide(route, stretches[first : last + 1])]))
    }
    if not found:
        return None
    tickets = {_ticket(product) for product in found.values()}
    boarding, paid = _best_line(found, looked_at, len(stretches))
    ticket = tickets.pop() if len(tickets) == 1 else NO_PRODUCT
    return Line(boarding, ticket, tuple(paid.tolist()) if paid[-1] > 0 else ())


def _best_line(found: _Found, looked_at: range, stretches: int) -> tuple[float, Float64]:
    """Return boarding and what is paid into each stretch, by the measure that fits best."""
    first = np.array([first for first, _ in found])
    last = np.array([last for _, last in found])
    fares = np.array([[product.minor for product in found.values()]], dtype=np.float64)
    lines = []
    for measure in _measures(found, looked_at, stretches):
        boarding, slope = fit((measure[last] - measure[first])[None, :], fares)
        asked = boarding[0] + slope[0] * (measure[last] - measure[first])
        error = np.abs(asked - fares[0]) / np.maximum(fares[0], 1.0)
        lines.append((float(error.max()), float(boarding[0]), slope[0] * measure))
    _, boarding_minor, paid = min(lines, key=lambda line: line[0])
    return boarding_minor, paid


def _measures(found: _Found, looked_at: range, stretches: int) -> Iterator[Float64]:
    """Give what may be measured along the stretches; none ever falls."""
    everywhere = np.arange(stretches, dtype=np.float64)
    yield everywhere
    start, end = looked_at[0], looked_at[-1]
    # Nobody states what it costs to stay at a stop, where each stop is a zone.
    asked = {(at, at): 0 for at in (start, end)} | {ends: one.minor for ends, one in found.items()}
    ends = [at for at in looked_at if (start, at) in asked and (at, end) in asked]
    if (start, end) not in asked or len(ends) == 1:
        return
    gone = np.array([asked[start, at] for at in ends], dtype=np.float64)
    left = np.array([asked[start, end] - asked[at, end] for at in ends], dtype=np.float64)
    for values in (gone, (gone + left) / 2):
        rising = np.maximum.accumulate(values)
        yield np.interp(everywhere, np.array(ends, dtype=np.float64), rising)


def _ticket(product: Product) -> int:
    """Return the product where it covers further boardings; the search then asks nothing for them."""
    is_ticket = product.transfers != 0 and product.index <= np.iinfo(np.int16).max
    return product.index if is_ticket else NO_PRODUCT
