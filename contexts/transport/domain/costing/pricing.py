"""The exact price of a journey that was found, leg by leg, for showing; and what a way by road counts in a search."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from riz.money import Money

from ..modes import Mode
from ..timetable.view import Units
from .bands import MILLIONTHS
from .book import ANY_NUMBER, CostBook, Tariff
from .columns import MOST_UNITS, setting_of
from .comfort import Felt, comfort_of, split
from .emissions import grams, of_hop
from .fares import FeedFares, fares_of
from .legs import Leg, Price, PricedLeg, RideLeg, RoadLeg, Ticket, Totals
from .tariffs import Setting, applying, fare, usual
from .tickets import Bought, Offer, cheapest_tickets, sharing

_THOUSANDTHS: Final = 1000
_FREE: Final = frozenset({Mode.WALK, Mode.BICYCLE})


def price(legs: Sequence[Leg], *, book: CostBook, currency: str) -> Price:
    """Price a journey: the feeds' own fares where they cover a ride, tariffs otherwise.

    Tickets are the cheapest combination of products that covers all rides, limits and zones included. Each ticket stays in its
    own currency; the total is converted by the book's dated rates, and is None where one is missing.
    """
    return Pricing(book, currency).price(legs)


def road_criteria(
    book: CostBook,
    mode: Mode,
    metres: int,
    seconds: int,
    units: Units,
    *,
    country: str = "",
    places: tuple[str, ...] = (),
) -> tuple[int, int, int]:
    """Return cost, discomfort and CO2 of a way on foot or by road, in units, each rounded to the nearest.

    What has no price in a currency with a rate into the view's counts as free.
    """
    weight = book.comfort_of(mode)
    felt = max(seconds, 0) * weight.weight_thousandths + weight.boarding_s * _THOUSANDTHS
    factor = book.emission_of(mode, country)
    micrograms = 0 if factor is None else of_hop(factor, metres)
    return (
        _road_cost(book, RoadLeg(mode, metres, seconds, country, places), units),
        _nearest(felt, units.discomfort_s * _THOUSANDTHS),
        _nearest(micrograms, units.co2_g * MILLIONTHS),
    )


def _road_cost(book: CostBook, leg: RoadLeg, units: Units) -> int:
    tariff = None if leg.mode in _FREE else _road_tariff(book, leg)
    if tariff is None or not book.can_convert(tariff.currency, units.currency):
        return 0
    rate, _ = book.rate(tariff.currency, units.currency)
    minor = fare(tariff, leg.metres, leg.seconds) * rate
    return _nearest(minor.numerator, units.cost_minor * minor.denominator)


@dataclass(frozen=True, slots=True)
class Facts:
    """A leg, whenever it is: what it may be bought with, what it emits, and how it feels."""

    leg: Leg
    own: FeedFares | None
    tariffs: Sequence[Tariff]
    tariff: Tariff | None
    """Of the class that is wanted, else the usual one."""
    co2_g: int
    felt: tuple[Felt, Felt]
    """The time on it, and getting on it."""
    product: Offer | None
    """Of the feed, for this leg alone."""
    offer: Offer | None
    """The cheapest ticket for this leg alone."""
    labels: frozenset[Hashable]
    """Legs without a common one have no ticket together."""

    @property
    def is_paid(self) -> bool:
        """Tell whether anybody asks money for it."""
        return self.leg.mode not in _FREE

    @property
    def weighted_s(self) -> int:
        return self.felt[0].weighted_s + self.felt[1].weighted_s


@dataclass(frozen=True, slots=True)
class _Line:
    """The facts that every leg of a line shares, or of a road leg."""

    country: str
    own: FeedFares | None
    tariffs: Sequence[Tariff]


@dataclass(frozen=True, slots=True)
class _Timed:
    """A paid leg of a journey."""

    number: int
    facts: Facts
    departs: int


class Pricing:
    """Prices journeys; what is so of a leg at any time is worked out once for all of them."""

    def __init__(self, book: CostBook, currency: str) -> None:
        self.book = book
        self.currency = currency
        self._facts: dict[Hashable, Facts] = {}
        self._lines: dict[tuple[int, int], _Line] = {}

    def facts(self, leg: Leg) -> Facts:
        """Return what is known of a leg, whenever it is."""
        key = _identity(leg)
        known = self._facts.get(key)
        if known is None:
            known = self._facts[key] = self._found(leg)
        return known

    def totals(self, legs: Sequence[tuple[Facts, int]]) -> Totals:
        """Return what a journey costs in all: legs as `facts` tells them, and when they depart."""
        bought, missing = self._tickets([facts for facts, _ in legs], [at for _, at in legs])
        total, _ = _total(_amounts(bought), self.book, self.currency)
        return Totals(
            minor=None if missing or total is None else total.amount_minor,
            co2_g=sum(facts.co2_g for facts, _ in legs),
            weighted_s=sum(facts.weighted_s for facts, _ in legs),
        )

    def price(self, legs: Sequence[Leg]) -> Price:
        """Price a journey; see the function of this name."""
        known = [self.facts(leg) for leg in legs]
        bought, missing = self._tickets(known, [getattr(leg, "departs", 0) for leg in legs])
        tickets = tuple(_ticket(one) for one in bought)
        priced = tuple(self._leg(number, known, tickets) for number in range(len(legs)))
        amounts = _amounts(bought)
        total, rate_date = _total(amounts, self.book, self.currency)
        return Price(
            legs=priced,
            tickets=tickets,
            amounts=tuple(Money(minor, one) for one, minor in sorted(amounts.items())),
            total=total,
            rate_date=rate_date,
            unpriced=missing,
            co2_g=sum(leg.co2_g for leg in priced),
            weighted_s=sum(leg.weighted_s for leg in priced),
            comfort=comfort_of([part for facts in known for part in facts.felt]),
            is_estimated=any(ticket.is_estimated for ticket in tickets),
            sources=tuple(sorted({ticket.source for ticket in tickets if ticket.source})),
        )

    def _tickets(
        self, known: Sequence[Facts], departures: Sequence[int]
    ) -> tuple[list[Bought], tuple[int, ...]]:
        """Return what to buy, and the legs for which nothing can be bought; both for legs as the journey counts them."""
        paid = [
            _Timed(number, facts, departures[number])
            for number, facts in enumerate(known)
            if facts.is_paid
        ]
        bought: list[Bought] = []
        missing: list[int] = []
        for group in sharing([one.facts.labels for one in paid]):
            tickets, without = self._of_group([paid[ride] for ride in group])
            bought += tickets
            missing += without
        return sorted(bought, key=lambda one: one.rides), tuple(sorted(missing))

    def _of_group(self, group: Sequence[_Timed]) -> tuple[list[Bought], list[int]]:
        """Return what to buy for legs that may have tickets together."""
        if len(group) == 1:
            number, offer = group[0].number, group[0].facts.offer
            return ([], [number]) if offer is None else ([Bought(offer, (number,))], [])
        bought, missing = cheapest_tickets(
            len(group), lambda rides: self._offer([group[ride] for ride in rides])
        )
        tickets = [Bought(one.offer, tuple(group[r].number for r in one.rides)) for one in bought]
        return tickets, [group[ride].number for ride in missing]

    def _offer(self, legs: Sequence[_Timed]) -> Offer | None:
        """Return the cheapest single ticket for some paid legs."""
        if len(legs) == 1:
            return legs[0].facts.offer
        product = self._product(legs)
        # Who runs by fares of its own is not ridden by a tariff.
        if product is not None or any(one.facts.product is not None for one in legs):
            return product
        return self._by_tariff(legs)

    def _product(self, legs: Sequence[_Timed]) -> Offer | None:
        """Return the feed's own product for legs of one feed."""
        own = legs[0].facts.own
        if own is None or not own.products:
            return None
        rides = [one.facts.leg for one in legs if isinstance(one.facts.leg, RideLeg)]
        if len(rides) < len(legs):
            return None
        feed = rides[0].feed
        if any(ride.feed is not feed for ride in rides):
            return None
        found = own.cheapest(
            [
                replace(ride.fare_ride, departs=one.departs)
                for ride, one in zip(rides, legs, strict=True)
            ]
        )
        if found is None:
            return None
        name = feed.fare_product_names[found.index] or feed.fare_product_ids[found.index]
        return Offer(
            name=name,
            minor=found.minor,
            currency=feed.currency,
            comparable=self._comparable(found.minor, feed.currency),
            source=feed.publisher or feed.name,
        )

    def _by_tariff(self, legs: Sequence[_Timed]) -> Offer | None:
        """Return a ticket by one tariff: its base fare once, every kilometre."""
        tariff = legs[0].facts.tariff
        if tariff is None or any(one.facts.tariff is not tariff for one in legs):
            return None
        if len(legs) > 1 and not _is_enough(tariff, legs):
            return None
        metres, seconds = (
            sum(one.facts.leg.metres for one in legs),
            sum(one.facts.leg.seconds for one in legs),
        )
        minor = fare(tariff, metres, seconds)
        return Offer(
            name=tariff.product or tariff.code,
            minor=minor,
            currency=tariff.currency,
            comparable=self._comparable(minor, tariff.currency),
            is_estimated=tariff.source.is_estimated,
            source=tariff.source.text,
        )

    def _comparable(self, minor: int, currency: str) -> Fraction:
        if not self.book.can_convert(currency, self.currency):
            return Fraction(minor)
        return minor * self.book.rate(currency, self.currency)[0]

    def _found(self, leg: Leg) -> Facts:
        line = self._line(leg)
        own, tariffs = line.own, line.tariffs
        wanted = getattr(leg, "travel_class", "")
        of_class = (one for one in tariffs if wanted and one.travel_class == wanted)
        tariff = next(of_class, next(iter(tariffs), None))
        facts = Facts(
            leg=leg,
            own=own,
            tariffs=tariffs,
            tariff=tariff,
            co2_g=grams(self.book.emission_of(leg.mode, line.country), leg.hops_m),
            felt=_felt(leg, self.book, tariff),
            product=None,
            offer=None,
            labels=_labels(leg, own, tariff),
        )
        alone = [_Timed(0, facts, 0)]
        product = self._product(alone)
        return replace(facts, product=product, offer=product or self._by_tariff(alone))

    def _line(self, leg: Leg) -> _Line:
        if isinstance(leg, RoadLeg):
            tariff = None if leg.mode in _FREE else _road_tariff(self.book, leg)
            return _Line(leg.country, None, () if tariff is None else (tariff,))
        key = (id(leg.feed), leg.route)
        known = self._lines.get(key)
        if known is None:
            setting = setting_of(leg.feed, leg.route)
            known = self._lines[key] = _Line(
                setting.country, fares_of(leg.feed), applying(self.book, setting)
            )
        return known

    def _leg(self, number: int, known: Sequence[Facts], tickets: Sequence[Ticket]) -> PricedLeg:
        """Return a leg with its share of the ticket."""
        facts = known[number]
        leg = facts.leg
        index = next((i for i, one in enumerate(tickets) if number in one.legs), None)
        return PricedLeg(
            mode=leg.mode,
            metres=leg.metres,
            seconds=leg.seconds,
            money=self._share(number, known, None if index is None else tickets[index]),
            ticket=index,
            co2_g=facts.co2_g,
            weighted_s=facts.weighted_s,
            travel_class="" if facts.tariff is None else facts.tariff.travel_class,
            classes=_classes(facts),
        )

    def _share(self, number: int, known: Sequence[Facts], ticket: Ticket | None) -> Money | None:
        if ticket is None:
            return None if known[number].is_paid else Money(0, self.currency)
        weights = [known[each].leg.metres for each in ticket.legs]
        shares = split(ticket.money.amount_minor, weights)
        return Money(shares[ticket.legs.index(number)], ticket.money.currency)


def _identity(leg: Leg) -> Hashable:
    """Return the same for legs that differ by the time alone."""
    if isinstance(leg, RoadLeg):
        return leg
    return (id(leg.feed), leg.pattern, leg.board, leg.alight, leg.seconds, leg.travel_class)


def _labels(leg: Leg, own: FeedFares | None, tariff: Tariff | None) -> frozenset[Hashable]:
    """Return the feed where its products, and the tariff where its tickets, cover more than one boarding."""
    if not isinstance(leg, RideLeg):
        return frozenset()
    labels: set[Hashable] = set()
    if own is not None and own.has_transfers:
        labels.add(id(leg.feed))
    if tariff is not None and tariff.is_ticket:
        labels.add(tariff.code)
    return frozenset(labels)


def _felt(leg: Leg, book: CostBook, tariff: Tariff | None) -> tuple[Felt, Felt]:
    weight = book.comfort_of(leg.mode, "" if tariff is None else tariff.travel_class)
    seconds = max(leg.seconds, 0)
    felt_s = (seconds * weight.weight_thousandths + _THOUSANDTHS // 2) // _THOUSANDTHS
    name = leg.mode.name.lower()
    return Felt(name, seconds, felt_s), Felt(f"boarding_{name}", 0, weight.boarding_s)


def _is_enough(tariff: Tariff, legs: Sequence[_Timed]) -> bool:
    """Tell whether a tariff's ticket covers that many boardings for so long."""
    if not tariff.is_ticket or any(not isinstance(one.facts.leg, RideLeg) for one in legs):
        return False
    if tariff.transfers != ANY_NUMBER and len(legs) - 1 > tariff.transfers:
        return False
    return not tariff.transfer_s or legs[-1].departs - legs[0].departs <= tariff.transfer_s


def _classes(facts: Facts) -> tuple[tuple[str, Money], ...]:
    if len(facts.tariffs) < 2:  # noqa: PLR2004 - one class is no choice
        return ()
    leg = facts.leg
    return tuple(
        (one.travel_class, Money(fare(one, leg.metres, leg.seconds), one.currency))
        for one in facts.tariffs
    )


def _ticket(bought: Bought) -> Ticket:
    offer = bought.offer
    money = Money(offer.minor, offer.currency)
    return Ticket(offer.name, money, bought.rides, offer.is_estimated, offer.source)


def _amounts(bought: Sequence[Bought]) -> Counter[str]:
    amounts = Counter[str]()
    for one in bought:
        amounts[one.offer.currency] += one.offer.minor
    return amounts


def _road_tariff(book: CostBook, leg: RoadLeg) -> Tariff | None:
    return usual(book, Setting(leg.mode, leg.country, leg.places))


def _total(
    amounts: Counter[str], book: CostBook, currency: str
) -> tuple[Money | None, dt.date | None]:
    if any(not book.can_convert(one, currency) for one in amounts):
        return None, None
    dates = [date for one in amounts if (date := book.rate(one, currency)[1]) is not None]
    minor = sum(book.convert(amount, one, currency) for one, amount in amounts.items())
    return Money(minor, currency), min(dates, default=None)


def _nearest(amount: int, unit: int) -> int:
    return min((2 * amount + unit) // (2 * unit), MOST_UNITS)
