"""Exact prices of journeys that were found."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contexts.transport.domain.costing import (
    ANY_NUMBER,
    ComfortWeight,
    CostBook,
    EmissionFactor,
    ExchangeRate,
    NoExchangeRate,
    RideLeg,
    RoadLeg,
    Source,
    Tariff,
    price,
    read_bands,
)
from contexts.transport.domain.costing.comfort import Felt, comfort_of, split
from contexts.transport.domain.costing.tickets import MOST_RIDES, Offer, cheapest_tickets
from contexts.transport.domain.modes import Mode
from contexts.transport.domain.timetable.feed import NONE
from riz.money import Money
from tests.contexts.transport.domain.costing.feeds import Fare, Route, feed_of

ZONES = [Route([0, 1000, 2000, 3000], zones=[0, 0, 1, 2], mode=Mode.METRO)] * 3
DATE, EARLIER = dt.date(2024, 12, 20), dt.date(2024, 12, 1)
RATES = (
    ExchangeRate(base="EUR", quote="CZK", rate=Fraction("25.12"), date=DATE),
    ExchangeRate(base="INR", quote="CZK", rate=Fraction("0.2842"), date=EARLIER),
    ExchangeRate(base="JPY", quote="CZK", rate=Fraction("0.15418"), date=DATE),
)


def rides(feed, *legs):
    """(pattern, board, alight, departs) of each."""
    return [RideLeg(feed, p, b, a, t, t + 600) for p, b, a, t in legs]


def minor(feed, *legs, book=None):
    return price(rides(feed, *legs), book=book or CostBook(), currency=feed.currency)


class TestFaresOfTheFeed:
    def test_the_cheapest_product_that_covers_a_ride(self):
        feed = feed_of(ZONES, [Fare(500), Fare(300, rules=[(0, NONE, NONE, NONE)])])

        assert minor(feed, (0, 0, 1, 0)).total == Money(300, "INR")
        assert minor(feed, (1, 0, 1, 0)).total == Money(500, "INR")

    def test_zones_of_boarding_and_alighting(self):
        feed = feed_of(
            ZONES, [Fare(100, rules=[(NONE, 0, 0, NONE)]), Fare(250, rules=[(NONE, 0, 2, NONE)])]
        )

        assert minor(feed, (0, 0, 1, 0)).total == Money(100, "INR")
        assert minor(feed, (0, 0, 3, 0)).total == Money(250, "INR")
        assert minor(feed, (0, 1, 2, 0)).unpriced == (0,)

    def test_zones_that_are_passed_are_exactly_those_named(self):
        passes = [(NONE, NONE, NONE, zone) for zone in (0, 1, 2)]
        feed = feed_of(ZONES, [Fare(700, rules=passes), Fare(400, rules=passes[:2])])

        assert minor(feed, (0, 0, 3, 0)).total == Money(700, "INR")
        assert minor(feed, (0, 0, 2, 0)).total == Money(400, "INR")
        assert minor(feed, (0, 2, 3, 0)).unpriced == (0,)

    def test_transfers_are_counted_and_timed(self):
        feed = feed_of(ZONES, [Fare(300, transfers=1, transfer_s=1800)])

        assert minor(feed, (0, 0, 1, 0), (1, 0, 1, 1800)).total == Money(300, "INR")
        assert minor(feed, (0, 0, 1, 0), (1, 0, 1, 1801)).total == Money(600, "INR")
        three = minor(feed, (0, 0, 1, 0), (1, 0, 1, 600), (2, 0, 1, 1200))
        assert three.total == Money(600, "INR")
        assert sorted(len(ticket.legs) for ticket in three.tickets) == [1, 2]

    def test_a_dearer_ticket_for_all_beats_cheap_ones_for_each(self):
        feed = feed_of(ZONES, [Fare(480, transfers=0), Fare(720, transfers=1)])

        both = minor(feed, (0, 0, 1, 0), (1, 0, 1, 900))

        assert both.total == Money(720, "INR")
        assert [leg.money for leg in both.legs] == [Money(360, "INR")] * 2
        assert minor(feed, (0, 0, 1, 0)).total == Money(480, "INR")

    def test_a_ticket_may_skip_a_ride_of_somebody_else(self):
        feed = feed_of(
            ZONES,
            [
                Fare(200, transfers=NONE, rules=[(0, NONE, NONE, NONE)]),
                Fare(150, transfers=0, rules=[(1, NONE, NONE, NONE)]),
            ],
        )

        found = minor(feed, (0, 0, 1, 0), (1, 0, 1, 600), (0, 1, 2, 1200))

        assert found.total == Money(350, "INR")
        assert {ticket.legs for ticket in found.tickets} == {(0, 2), (1,)}

    def test_zones_of_a_ticket_are_those_of_all_its_rides(self):
        feed = feed_of(ZONES, [Fare(250, rules=[(NONE, 0, 2, NONE)])])

        assert minor(feed, (0, 0, 2, 0), (1, 2, 3, 900)).total == Money(250, "INR")


class TestTariffs:
    SLEEPER = Tariff(
        code="sl", mode=Mode.TRAIN, currency="INR", travel_class="SL", bands=read_bands("*=50"),
        source=Source(text="a table", is_estimated=True),
    )  # fmt: skip
    COOLED = Tariff(
        code="3a", mode=Mode.TRAIN, currency="INR", travel_class="3A", is_default_class=False,
        bands=read_bands("*=130"),
    )  # fmt: skip

    def test_classes_are_shown_and_may_be_chosen(self):
        feed = feed_of([Route([0, 100_000])])
        book = CostBook(tariffs=(self.COOLED, self.SLEEPER))
        leg = rides(feed, (0, 0, 1, 0))[0]
        cooled = RideLeg(feed, 0, 0, 1, 0, 600, travel_class="3A")

        usual, wanted = (price([one], book=book, currency="INR") for one in (leg, cooled))

        assert usual.total == Money(5000, "INR")
        assert usual.is_estimated
        assert usual.sources == ("a table",)
        assert wanted.total == Money(13_000, "INR")
        assert dict(usual.legs[0].classes) == {"SL": Money(5000, "INR"), "3A": Money(13_000, "INR")}

    def test_the_closest_tariff_applies(self):
        def flat(code, base, **where):
            return Tariff(code=code, mode=Mode.BUS, currency="INR", base_minor=base, **where)

        tariffs = (
            flat("world", 900),
            flat("country", 800, country="IN"),
            flat("agency", 700, agency="*tripura*"),
            flat("route", 600, route="T1"),
        )
        routes = [
            Route([0, 1], mode=Mode.BUS, agency="TRIPURA RTC", name="T1"),
            Route([0, 1], mode=Mode.BUS, agency="Tripura RTC", name="T2"),
            Route([0, 1], mode=Mode.BUS, agency="Other"),
        ]
        feed = feed_of(routes)
        abroad = feed_of(routes[2:], zone="Asia/Dhaka")
        book = CostBook(tariffs=tariffs)

        asked = [minor(feed, (n, 0, 1, 0), book=book).total.amount_minor for n in range(3)]

        assert asked == [600, 700, 800]
        assert minor(abroad, (0, 0, 1, 0), book=book).total.amount_minor == 900

    def test_a_ticket_of_a_tariff_covers_transfers_for_its_time(self):
        metro = Tariff(
            code="m", mode=Mode.METRO, currency="INR", base_minor=300, product="Ride",
            transfers=ANY_NUMBER, transfer_s=7200,
        )  # fmt: skip
        feed, book = feed_of(ZONES), CostBook(tariffs=(metro,))

        within = minor(feed, (0, 0, 1, 0), (1, 0, 1, 7200), book=book)
        beyond = minor(feed, (0, 0, 1, 0), (1, 0, 1, 7201), book=book)

        assert (within.total.amount_minor, beyond.total.amount_minor) == (300, 600)

    def test_a_taxi_of_the_city(self):
        taxi = Tariff(code="t", mode=Mode.TAXI, currency="INR", base_minor=5000, country="IN")
        city = Tariff(code="c", mode=Mode.TAXI, currency="INR", base_minor=2000, agency="agartala")
        legs = [
            RoadLeg(Mode.TAXI, 3000, 600, "IN", ("Agartala", "Tripura")),
            RoadLeg(Mode.TAXI, 3000, 600, "IN", ("Kolkata",)),
            RoadLeg(Mode.WALK, 300, 300),
        ]

        found = price(legs, book=CostBook(tariffs=(taxi, city)), currency="INR")

        assert [leg.money.amount_minor for leg in found.legs] == [2000, 5000, 0]
        assert found.unpriced == ()


class TestCurrencies:
    def feeds(self):
        return (
            feed_of([Route([0, 1000])], [Fare(260)], currency="EUR"),
            feed_of([Route([0, 1000])], [Fare(200)], currency="JPY"),
        )

    def test_each_ticket_keeps_its_own_and_the_total_is_converted_with_a_date(self):
        euros, yen = self.feeds()
        legs = rides(euros, (0, 0, 1, 0)) + rides(yen, (0, 0, 1, 900))

        found = price(legs, book=CostBook(rates=RATES), currency="INR")

        assert found.amounts == (Money(260, "EUR"), Money(200, "JPY"))
        # 2.60 EUR are 229.81 INR, 200 JPY are 108.50 INR.
        assert found.total == Money(22_981 + 10_850, "INR")
        assert found.rate_date == EARLIER

    def test_without_a_rate_there_is_no_total(self):
        euros, yen = self.feeds()
        legs = rides(euros, (0, 0, 1, 0)) + rides(yen, (0, 0, 1, 900))

        found = price(legs, book=CostBook(), currency="EUR")

        assert found.total is None
        assert found.amounts == (Money(260, "EUR"), Money(200, "JPY"))
        with pytest.raises(NoExchangeRate):
            CostBook().convert(1, "EUR", "JPY")

    @given(st.integers(0, 10**9), st.sampled_from(["EUR", "INR", "JPY", "CZK"]))
    def test_conversion_is_exact_to_half_a_minor_unit(self, amount, currency):
        book = CostBook(rates=RATES)
        rate, _ = book.rate(currency, "INR")
        back, _ = book.rate("INR", currency)

        assert abs(book.convert(amount, currency, "INR") - amount * rate) <= Fraction(1, 2)
        assert rate * back == 1
        assert book.convert(amount, "INR", "INR") == amount


class TestTickets:
    @given(st.integers(1, 5), st.dictionaries(st.integers(1, 31), st.integers(0, 50)))
    def test_nothing_is_cheaper(self, count, prices):
        """Against trying every family of tickets that covers each ride once."""

        def offer(chosen):
            mask = sum(1 << ride for ride in chosen)
            found = prices.get(mask)
            return None if found is None else Offer("", found, "INR", Fraction(found))

        masks = [mask for mask in prices if mask < 1 << count]
        best = min(
            (count - sum(m.bit_count() for m in family), sum(prices[m] for m in family))
            for size in range(count + 1)
            for family in combinations(masks, size)
            if _are_apart(family)
        )

        bought, missing = cheapest_tickets(count, offer)

        assert (len(missing), sum(one.offer.minor for one in bought)) == best
        covered = sorted([ride for one in bought for ride in one.rides] + list(missing))
        assert covered == list(range(count))

    def test_very_many_rides_end(self):
        count = MOST_RIDES * 4

        bought, missing = cheapest_tickets(
            count, lambda rides: Offer("", 1, "INR", Fraction(1)) if len(rides) < 4 else None
        )

        assert missing == ()
        assert len(bought) == 14


def _are_apart(family):
    seen = 0
    for mask in family:
        if seen & mask:
            return False
        seen |= mask
    return True


parts = st.lists(
    st.builds(Felt, st.just("ride"), st.integers(0, 10**6), st.integers(0, 4 * 10**6)), max_size=8
)


class TestComfort:
    @given(st.integers(0, 10**6), st.lists(st.integers(0, 10**6), min_size=1, max_size=9))
    def test_shares_sum_to_the_whole_and_are_at_most_one_off(self, whole, weights):
        shares = split(whole, weights)

        assert sum(shares) == whole
        assert min(shares) >= 0
        if sum(weights):
            for share, weight in zip(shares, weights, strict=True):
                assert abs(share - Fraction(whole * weight, sum(weights))) < 1

    @given(parts)
    def test_score_and_what_was_lost_make_a_hundred(self, felt):
        comfort = comfort_of(felt)

        assert 0 <= comfort.score <= 100
        assert all(part.points >= 0 for part in comfort.parts)
        if felt:
            assert comfort.score + sum(part.points for part in comfort.parts) == 100

    @given(parts, st.integers(1, 10**5))
    def test_what_feels_longer_never_scores_better(self, felt, more):
        worse = [*felt, Felt("boarding", 0, more)]

        assert comfort_of(worse).score <= comfort_of(felt).score


def test_grams_and_seconds_of_a_journey():
    book = CostBook(
        comfort=(
            ComfortWeight(code="t", mode=Mode.TRAIN, weight_thousandths=900, boarding_s=300),
            ComfortWeight(code="w", mode=Mode.WALK, weight_thousandths=2000),
        ),
        emissions=(
            EmissionFactor(code="t", mode=Mode.TRAIN, country="IN", bands=read_bands("*=8")),
            EmissionFactor(code="u", mode=Mode.TRAIN, bands=read_bands("*=35")),
            EmissionFactor(
                code="c", mode=Mode.CAR, bands=read_bands("*=160"), occupancy_thousandths=1600
            ),
        ),
    )
    feed = feed_of([Route([0, 50_000, 100_000])])
    legs = [
        *rides(feed, (0, 0, 2, 0)),
        RoadLeg(Mode.WALK, 500, 400),
        RoadLeg(Mode.CAR, 10_000, 900),
    ]

    found = price(legs, book=book, currency="INR")

    assert [leg.co2_g for leg in found.legs] == [800, 0, 1000]
    assert [leg.weighted_s for leg in found.legs] == [540 + 300, 800, 900]
    assert found.co2_g == 1800
    assert found.comfort.score + sum(part.points for part in found.comfort.parts) == 100
    assert found.unpriced == (0, 2)
