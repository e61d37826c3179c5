"""The exact price of a journey that was found, leg by leg, for showing; and what a way by road counts in a search."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from riz.money import Money

from ..modes import Mode
from ..timetable.view import Units
from .bands import MILLIONTHS
from .book import ANY_NUMBER, CostBook, Tariff
from .columns import MOST_UNITS, setting_of
from .comfort import Felt, comfort_of, split
from .emissions import grams, of_hops
from .fares import FeedFares, fares_of
from .legs import Leg, Price, PricedLeg, RideLeg, RoadLeg, Ticket
from .tariffs import Setting, applying, fare, usual
from .tickets import Bought, Offer, cheapest_tickets

_THOUSANDTHS: Final = 1000
_FREE: Final = frozenset({Mode.WALK, Mode.BICYCLE})


def price(legs: Sequence[Leg], *, book: CostBook, currency: str) -> Price:
    """Price a journey: the feeds' own fares where they cover a ride, tariffs otherwise.

    Tickets are the cheapest combination of products that covers all rides, limits and zones included. Each ticket stays in its
    own currency; the total is converted by the book's dated rates, and is None where one is missing.
    """
    pricing = _Pricing(legs, book, currency)
    bought, missing = cheapest_tickets(len(pricing.paid), pricing.offer)
    tickets = tuple(pricing.ticket(one) for one in bought)
    priced = tuple(pricing.leg(number, tickets) for number in range(len(legs)))
    amounts = Counter[str]()
    for ticket in tickets:
        amounts[ticket.money.currency] += ticket.money.amount_minor
    total, rate_date = _total(amounts, book, currency)
    return Price(
        legs=priced,
        tickets=tickets,
        amounts=tuple(Money(minor, one) for one, minor in sorted(amounts.items())),
        total=total,
        rate_date=rate_date,
        unpriced=tuple(pricing.paid[ride] for ride in missing),
        co2_g=sum(leg.co2_g for leg in priced),
        weighted_s=sum(leg.weighted_s for leg in priced),
        comfort=comfort_of([part for parts in pricing.felt for part in parts]),
        is_estimated=any(ticket.is_estimated for ticket in tickets),
        sources=tuple(sorted({ticket.source for ticket in tickets if ticket.source})),
    )


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
    leg = RoadLeg(mode, metres, seconds, country, places)
    tariff = _road_tariff(book, leg)
    cost = Fraction(0)
    if tariff is not None and book.can_convert(tariff.currency, units.currency):
        rate, _ = book.rate(tariff.currency, units.currency)
        cost = fare(tariff, metres, seconds) * rate
    weight = book.comfort_of(mode)
    felt = Fraction(max(seconds, 0) * weight.weight_thousandths, _THOUSANDTHS) + weight.boarding_s
    factor = book.emission_of(mode, country)
    micrograms = 0 if factor is None else int(of_hops(factor, leg.hops_m).sum())
    return (
        _in_units(cost, units.cost_minor),
        _in_units(felt, units.discomfort_s),
        _in_units(Fraction(micrograms, MILLIONTHS), units.co2_g),
    )


@dataclass(frozen=True, slots=True)
class _Facts:
    """A paid leg: what it may be bought with."""

    leg: Leg
    own: FeedFares | None
    tariffs: Sequence[Tariff]
    tariff: Tariff | None
    """Of the class that is wanted, else the usual one."""


class _Pricing:
    """The legs of one journey and what is offered for them."""

    def __init__(self, legs: Sequence[Leg], book: CostBook, currency: str) -> None:
        self.legs = legs
        self.book = book
        self.currency = currency
        self.paid = [number for number, leg in enumerate(legs) if leg.mode not in _FREE]
        self.facts = {number: _facts(legs[number], book) for number in self.paid}
        self.felt = [self._felt(number) for number in range(len(legs))]
        self.has_own = {
            number for number, one in self.facts.items() if self._product([one]) is not None
        }

    def offer(self, rides: tuple[int, ...]) -> Offer | None:
        """Return the cheapest single ticket for some paid legs."""
        numbers = [self.paid[ride] for ride in rides]
        facts = [self.facts[number] for number in numbers]
        product = self._product(facts)
        # Who runs by fares of its own is not ridden by a tariff.
        if product is not None or not self.has_own.isdisjoint(numbers):
            return product
        return self._by_tariff(facts)

    def ticket(self, bought: Bought) -> Ticket:
        """Return what was bought, for legs as the journey counts them."""
        offer = bought.offer
        legs = tuple(self.paid[ride] for ride in bought.rides)
        money = Money(offer.minor, offer.currency)
        return Ticket(offer.name, money, legs, offer.is_estimated, offer.source)

    def leg(self, number: int, tickets: Sequence[Ticket]) -> PricedLeg:
        """Return a leg with its share of the ticket."""
        leg = self.legs[number]
        facts = self.facts.get(number)
        tariff = None if facts is None else facts.tariff
        index = next((i for i, one in enumerate(tickets) if number in one.legs), None)
        factor = self.book.emission_of(leg.mode, self._country(leg))
        return PricedLeg(
            mode=leg.mode,
            metres=leg.metres,
            seconds=leg.seconds,
            money=self._share(number, None if index is None else tickets[index]),
            ticket=index,
            co2_g=grams(factor, leg.hops_m),
            weighted_s=sum(part.weighted_s for part in self.felt[number]),
            travel_class="" if tariff is None else tariff.travel_class,
            classes=() if facts is None else _classes(facts),
        )

    def _felt(self, number: int) -> tuple[Felt, Felt]:
        """Return how the time on a leg feels, and getting on it."""
        leg = self.legs[number]
        facts = self.facts.get(number)
        tariff = None if facts is None else facts.tariff
        weight = self.book.comfort_of(leg.mode, "" if tariff is None else tariff.travel_class)
        seconds = max(leg.seconds, 0)
        felt_s = (seconds * weight.weight_thousandths + _THOUSANDTHS // 2) // _THOUSANDTHS
        name = leg.mode.name.lower()
        return Felt(name, seconds, felt_s), Felt(f"boarding_{name}", 0, weight.boarding_s)

    def _country(self, leg: Leg) -> str:
        return leg.country if isinstance(leg, RoadLeg) else setting_of(leg.feed, leg.route).country

    def _product(self, facts: Sequence[_Facts]) -> Offer | None:
        """Return the feed's own product for legs of one feed."""
        rides = [one.leg for one in facts if isinstance(one.leg, RideLeg)]
        own = facts[0].own
        if own is None or len(rides) < len(facts):
            return None
        feed = rides[0].feed
        if any(ride.feed is not feed for ride in rides):
            return None
        found = own.cheapest([ride.fare_ride for ride in rides])
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

    def _by_tariff(self, facts: Sequence[_Facts]) -> Offer | None:
        """Return a ticket by one tariff: its base fare once, every kilometre."""
        tariff = facts[0].tariff
        if tariff is None or any(one.tariff is not tariff for one in facts):
            return None
        if len(facts) > 1 and not _is_enough(tariff, facts):
            return None
        metres, seconds = (
            sum(one.leg.metres for one in facts),
            sum(one.leg.seconds for one in facts),
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

    def _share(self, number: int, ticket: Ticket | None) -> Money | None:
        if ticket is None:
            return Money(0, self.currency) if number not in self.facts else None
        weights = [self.legs[each].metres for each in ticket.legs]
        shares = split(ticket.money.amount_minor, weights)
        return Money(shares[ticket.legs.index(number)], ticket.money.currency)


def _facts(leg: Leg, book: CostBook) -> _Facts:
    if isinstance(leg, RoadLeg):
        tariff = _road_tariff(book, leg)
        return _Facts(leg, None, () if tariff is None else (tariff,), tariff)
    tariffs = applying(book, setting_of(leg.feed, leg.route))
    wanted = (one for one in tariffs if leg.travel_class and one.travel_class == leg.travel_class)
    return _Facts(leg, fares_of(leg.feed), tariffs, next(wanted, next(iter(tariffs), None)))


def _is_enough(tariff: Tariff, facts: Sequence[_Facts]) -> bool:
    """Tell whether a tariff's ticket covers that many boardings for so long."""
    rides = [one.leg for one in facts if isinstance(one.leg, RideLeg)]
    if not tariff.is_ticket or len(rides) < len(facts):
        return False
    if tariff.transfers != ANY_NUMBER and len(rides) - 1 > tariff.transfers:
        return False
    return not tariff.transfer_s or rides[-1].departs - rides[0].departs <= tariff.transfer_s


def _classes(facts: _Facts) -> tuple[tuple[str, Money], ...]:
    if len(facts.tariffs) < 2:  # noqa: PLR2004 - one class is no choice
        return ()
    leg = facts.leg
    return tuple(
        (one.travel_class, Money(fare(one, leg.metres, leg.seconds), one.currency))
        for one in facts.tariffs
    )


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


def _in_units(amount: Fraction, unit: int) -> int:
    return min(int(amount / unit + Fraction(1, 2)), MOST_UNITS)
