"""What a feed itself says of prices: products, and the rules by which they cover rides.

A product covers some rides when each of them meets one of its rules: the route, the zones of the first boarding and the
last alighting, and, where a rule names zones to be passed, exactly those. A product without rules covers every ride. Zones
and limits are those of all the rides together, as a ticket sees them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ..timetable.feed import NONE, CompiledFeed


@dataclass(frozen=True, slots=True)
class FareRide:
    """A ride as fare rules see it."""

    route: int
    zones: tuple[int, ...]
    """Fare zones of the stops from boarding to alighting, NONE where a stop has none."""
    departs: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition: NONE is any."""

    route: int = NONE
    origin: int = NONE
    destination: int = NONE
    contains: frozenset[int] = frozenset()

    @property
    def is_zonal(self) -> bool:
        """Tell whether zones matter to it."""
        return bool(self.contains) or self.origin != NONE or self.destination != NONE


@dataclass(frozen=True, slots=True)
class Product:
    """A ticket that the feed offers."""

    index: int
    minor: int
    transfers: int
    """Further boardings, NONE for any number."""
    transfer_s: int
    """For so long after the first boarding; 0 without limit."""
    rules: tuple[Rule, ...]

    @property
    def is_zonal(self) -> bool:
        """Tell whether zones matter to it."""
        return any(rule.is_zonal for rule in self.rules)

    def concerns(self, route: int) -> bool:
        """Tell whether any ride on the route can be covered."""
        return not self.rules or any(rule.route in {NONE, route} for rule in self.rules)

    def covers(self, rides: Sequence[FareRide]) -> bool:
        """Tell whether one such ticket is enough for all of the rides, which are in order."""
        if not self._is_in_time(rides):
            return False
        if not self.rules:
            return True
        origin, destination = rides[0].zones[0], rides[-1].zones[-1]
        passed = frozenset(zone for ride in rides for zone in ride.zones)
        valid = [rule for rule in self.rules if _fits(rule, origin, destination, passed)]
        return all(any(rule.route in {NONE, ride.route} for rule in valid) for ride in rides)

    def _is_in_time(self, rides: Sequence[FareRide]) -> bool:
        if self.transfers != NONE and len(rides) - 1 > self.transfers:
            return False
        return not self.transfer_s or rides[-1].departs - rides[0].departs <= self.transfer_s


def products_of(feed: CompiledFeed) -> tuple[Product, ...]:
    """Return the products of a feed with their rules; rules that name zones to be passed belong together."""
    groups: dict[int, dict[tuple[int, int, int], set[int]]] = defaultdict(dict)
    rows = zip(
        feed.fare_rule_product.tolist(),
        feed.fare_rule_route.tolist(),
        feed.fare_rule_origin.tolist(),
        feed.fare_rule_destination.tolist(),
        feed.fare_rule_contains.tolist(),
        strict=True,
    )
    for product, route, origin, destination, contains in rows:
        passed = groups[product].setdefault((route, origin, destination), set())
        if contains != NONE:
            passed.add(contains)
    return tuple(
        Product(
            index=index,
            minor=int(feed.fare_product_minor[index]),
            transfers=int(feed.fare_product_transfers[index]),
            transfer_s=int(feed.fare_product_transfer_s[index]),
            rules=tuple(
                Rule(*condition, frozenset(contains))
                for condition, contains in groups[index].items()
            ),
        )
        for index in range(len(feed.fare_product_minor))
    )


def cheapest(products: Sequence[Product], rides: Sequence[FareRide]) -> Product | None:
    """Return the cheapest product that covers the rides, of equal ones that which covers more boardings."""
    covering = [product for product in products if product.covers(rides)]
    return min(covering, key=_price_then_reach, default=None)


def _price_then_reach(product: Product) -> tuple[int, bool, int, int]:
    reach = 2**15 if product.transfers == NONE else product.transfers
    return product.minor, not product.transfers, -reach, product.index


def _fits(rule: Rule, origin: int, destination: int, passed: frozenset[int]) -> bool:
    return (
        rule.origin in {NONE, origin}
        and rule.destination in {NONE, destination}
        and (not rule.contains or rule.contains == passed)
    )
