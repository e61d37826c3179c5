"""The cheapest set of tickets for a sequence of rides, found by looking at all of them.

Rides that no ticket covers together are bought one by one; only the others are tried in sets.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import lcm
from typing import Final, NamedTuple

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
    offers = _offers(rides, groups, offer_for)
    costs = _whole_numbers({group: offer.comparable for group, offer in offers.items()})

    @cache
    def best(left: int) -> _Plan:
        if not left:
            return _NOTHING
        rest = left & (left - 1)
        missing, cost, tickets = best(rest).order
        plan = _Plan((missing + 1, cost, tickets), 0, rest)
        for chosen in groups(left):
            if chosen not in costs:
                continue
            rest = left ^ chosen
            missing, cost, tickets = best(rest).order
            order = missing, cost + costs[chosen], tickets + 1
            if order < plan.order:
                plan = _Plan(order, chosen, rest)
        return plan

    bought: list[Bought] = []
    without: list[int] = []
    left = (1 << rides) - 1
    while left:
        plan = best(left)
        if plan.chosen:
            bought.append(Bought(offers[plan.chosen], _rides_of(plan.chosen)))
        else:
            without += _rides_of(left ^ plan.rest)
        left = plan.rest
    return tuple(bought), tuple(without)


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


class _Plan(NamedTuple):
    """The best tickets for some rides; rides are bits of a number."""

    order: tuple[int, int, int]
    """Rides without a ticket, cost, tickets."""
    chosen: int
    """The rides of the first ticket; 0 where the first ride has none."""
    rest: int


_NOTHING: Final = _Plan((0, 0, 0), 0, 0)


def _offers(
    rides: int, groups: Callable[[int], list[int]], offer_for: OfferFor
) -> dict[int, Offer]:
    """Return the offer for every group of rides that can be asked for and has one."""
    from_each_ride = ((1 << rides) - (1 << first) for first in range(rides))
    asked = (group for left in from_each_ride for group in groups(left))
    offers = ((group, offer_for(_rides_of(group))) for group in asked)
    return {group: offer for group, offer in offers if offer is not None}


def _whole_numbers(amounts: dict[int, Fraction]) -> dict[int, int]:
    """Return amounts by one measure that makes them whole: they add up many times faster so."""
    measure = lcm(*(amount.denominator for amount in amounts.values()))
    return {
        group: amount.numerator * (measure // amount.denominator)
        for group, amount in amounts.items()
    }


def _rides_of(group: int) -> tuple[int, ...]:
    return tuple(ride for ride in range(group.bit_length()) if group >> ride & 1)


def _subsets(left: int) -> list[int]:
    """Return every group of rides with the first one in it."""
    first, others = left & -left, left & (left - 1)
    found, some = [first], (0 - others) & others
    while some:
        found.append(first | some)
        some = (some - others) & others
    return found


def _neighbours(left: int) -> list[int]:
    """Return the groups of the first one and those that follow it at once."""
    first = left & -left
    count = min((left // first).bit_length(), MOST_RIDES)
    return [first * ((1 << length) - 1) for length in range(1, count + 1)]
