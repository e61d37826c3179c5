"""The fares of a pattern through fare zones, as a line that the search can add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ..timetable.view import NO_PRODUCT, Float64
from .fares import FareRide, FeedFares, Product
from .fitting import fit

_MOST_STRETCHES = 40
"""Beyond so many stretches of one zone only rides between some of them are looked at."""


@dataclass(frozen=True, slots=True)
class Line:
    """What boarding costs, and each border of zones, in minor units of the feed's currency."""

    boarding: float
    slope: float
    product: int

    def borders(self, zones: Sequence[int]) -> Float64:
        """Count the borders crossed from the first stop to each."""
        crossed = [0, *(int(a != b) for a, b in pairwise(zones))]
        return np.cumsum(crossed).astype(np.float64)


def line_of_route(offered: FeedFares, route: int, zones: Sequence[int]) -> Line | None:
    """Return the line of a route through the zones of its stops; None where no product covers any ride of it."""
    concerned = offered.concerning(route)
    if not any(product.is_zonal for product in concerned):
        flat = offered.cheapest([FareRide(route, (0,))])
        return None if flat is None else Line(flat.minor, 0.0, _ticket(flat))
    stretches = _stretches(zones)
    found = [
        (last - first, product)
        for first in range(len(stretches))
        for last in range(first, len(stretches))
        if (product := offered.cheapest([FareRide(route, stretches[first : last + 1])]))
    ]
    if not found:
        return None
    x = np.array([[borders for borders, _ in found]], dtype=np.float64)
    fares = np.array([[product.minor for _, product in found]], dtype=np.float64)
    boarding, slope = fit(x, fares)
    tickets = {_ticket(product) for _, product in found}
    ticket = tickets.pop() if len(tickets) == 1 else NO_PRODUCT
    return Line(float(boarding[0]), float(slope[0]), ticket)


def _ticket(product: Product) -> int:
    """Return the product where it covers further boardings; the search then asks nothing for them."""
    is_ticket = product.transfers != 0 and product.index <= np.iinfo(np.int16).max
    return product.index if is_ticket else NO_PRODUCT


def _stretches(zones: Sequence[int]) -> tuple[int, ...]:
    """Return the zones in order of travel, each once for as long as one stays in it."""
    changes = [zone for before, zone in pairwise((None, *zones)) if zone != before]
    step = -(-len(changes) // _MOST_STRETCHES)
    return tuple(zone for zone in changes[:: max(step, 1)] if zone is not None)
