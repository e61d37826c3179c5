"""The prices that a feed itself states: products, and the rules by which they cover rides.

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


class FeedFares:
    """The products of a feed, found quickly by what they may cover."""

    def __init__(self, products: Sequence[Product]) -> None:
        self.products = tuple(products)
        self.has_transfers = any(product.transfers for product in self.products)
        """Some ticket covers more than one boarding."""
        self._by_ends: dict[tuple[int, int], list[Product]] = defaultdict(list)
        self._by_route: dict[int, list[Product]] = defaultdict(list)
        for product in self.products:
            rules = product.rules or (Rule(),)
            for ends in {(rule.origin, rule.destination) for rule in rules}:
                self._by_ends[ends].append(product)
            for route in {rule.route for rule in rules}:
                self._by_route[route].append(product)

    def concerning(self, route: int) -> tuple[Product, ...]:
        """Return the products that may cover some ride on a route."""
        found = [*self._by_route.get(route, ()), *self._by_route.get(NONE, ())]
        return tuple({product.index: product for product in found}.values())

    def cheapest(self, rides: Sequence[FareRide]) -> Product | None:
        """Return the cheapest product that covers the rides, of equal ones that which covers more boardings."""
        origin, destination = rides[0].zones[0], rides[-1].zones[-1]
        ends = {(a, b) for a in (origin, NONE) for b in (destination, NONE)}
        covering = [
            product
            for end in ends
            for product in self._by_ends.get(end, ())
            if product.covers(rides)
        ]
        return min(covering, key=_price_then_reach, default=None)


def fares_of(feed: CompiledFeed) -> FeedFares:
    """Return what a feed says of prices; worked out once for the same content."""
    if not len(feed.fare_product_minor):
        return _NO_FARES
    known = _known.get(feed.sha256)
    if known is None:
        known = FeedFares(_products_of(feed))
        if feed.sha256:
            if len(_known) >= _MOST_KNOWN:
                _known.clear()
            _known[feed.sha256] = known
    return known


def _products_of(feed: CompiledFeed) -> tuple[Product, ...]:
    """Return the products with their rules; rules that name zones to be passed belong together."""
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


def _price_then_reach(product: Product) -> tuple[int, bool, int, int]:
    reach = 2**15 if product.transfers == NONE else product.transfers
    return product.minor, not product.transfers, -reach, product.index


def _fits(rule: Rule, origin: int, destination: int, passed: frozenset[int]) -> bool:
    return (
        rule.origin in {NONE, origin}
        and rule.destination in {NONE, destination}
        and (not rule.contains or rule.contains == passed)
    )


_MOST_KNOWN = 64
_NO_FARES = FeedFares(())
_known: dict[str, FeedFares] = {}
