"""The cheapest set of tickets for a sequence of rides, found by looking at all of them.

Rides that no ticket covers together are bought one by one; only the others are tried in sets.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

MOST_RIDES = 10
"""Beyond so many rides a ticket is thought to cover neighbouring ones only: the sets would be too many to try."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A ticket for some of the rides, in minor units of its own currency."""

    name: str
    minor: int
    currency: str
    comparable: Fraction
    """The same in the currency of the total, for comparing; the bare number where there is no rate."""
    is_estimated: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Bought:
    """An offer that was taken, and for which rides."""

    offer: Offer
    rides: tuple[int, ...]


OfferFor = Callable[[tuple[int, ...]], Offer | None]


def cheapest_tickets(rides: int, offer_for: OfferFor) -> tuple[tuple[Bought, ...], tuple[int, ...]]:
    """Return what to buy for rides 0, 1, ... and those for which nothing can be bought.

    As few rides as possible stay without a ticket, the rest costs as little as possible, with as few tickets as possible.

    Args:
        rides: how many there are.
        offer_for: the cheapest single ticket for some of the rides, in order, or None.
    """
    groups = _neighbours if rides > MOST_RIDES else _subsets
    offer = cache(offer_for)

    @cache
    def best(left: tuple[int, ...]) -> _Plan:
        if not left:
            return _NOTHING
        plans = [best(left[1:]).without(left[0])]
        for chosen in groups(left):
            found = offer(chosen)
            if found is not None:
                rest = tuple(ride for ride in left if ride not in chosen)
                plans.append(best(rest).bought(Bought(found, chosen)))
        return min(plans, key=lambda plan: plan.order)

    plan = best(tuple(range(rides)))
    return plan.tickets, plan.missing


def sharing(labels: Sequence[frozenset[Hashable]]) -> list[tuple[int, ...]]:
    """Return the rides in groups, such that rides of two groups have no label in common, however far it is passed on."""
    groups: list[tuple[set[Hashable], list[int]]] = []
    for ride, mine in enumerate(labels):
        joined = [group for group in groups if not mine.isdisjoint(group[0])]
        kept = [group for group in groups if mine.isdisjoint(group[0])]
        names = set(mine).union(*(group[0] for group in joined))
        rides = [each for group in joined for each in group[1]]
        groups = [*kept, (names, [*rides, ride])]
    return sorted(tuple(sorted(rides)) for _, rides in groups)


@dataclass(frozen=True, slots=True)
class _Plan:
    tickets: tuple[Bought, ...]
    missing: tuple[int, ...]
    cost: Fraction

    @property
    def order(self) -> tuple[int, Fraction, int]:
        return len(self.missing), self.cost, len(self.tickets)

    def bought(self, one: Bought) -> _Plan:
        return _Plan((one, *self.tickets), self.missing, self.cost + one.offer.comparable)

    def without(self, ride: int) -> _Plan:
        return _Plan(self.tickets, (ride, *self.missing), self.cost)


_NOTHING = _Plan((), (), Fraction(0))


def _subsets(left: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Return every group of rides with the first one in it."""
    first, others = left[0], left[1:]
    return [
        (first, *(ride for bit, ride in enumerate(others) if mask >> bit & 1))
        for mask in range(1 << len(others))
    ]


def _neighbours(left: tuple[int, ...]) -> list[tuple[int, ...]]:
    return [left[: count + 1] for count in range(min(len(left), MOST_RIDES))]
