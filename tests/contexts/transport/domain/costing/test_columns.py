"""What the search adds up, against what a ride costs exactly."""

from __future__ import annotations

import datetime as dt
import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contexts.transport.domain.costing import (
    ANY_NUMBER,
    ComfortWeight,
    CostBook,
    EmissionFactor,
    ExchangeRate,
    RideLeg,
    Tariff,
    cost_feed,
    price,
    read_bands,
    road_criteria,
)
from contexts.transport.domain.costing.tariffs import fares
from contexts.transport.domain.modes import Mode
from contexts.transport.domain.timetable.feed import NONE
from contexts.transport.domain.timetable.view import CO2, COST, DISCOMFORT, NO_PRODUCT, Units
from tests.contexts.transport.domain.costing.feeds import Fare, Route, feed_of

UNITS = Units(currency="INR", cost_minor=100, discomfort_s=60, co2_g=50)
TRAIN = Tariff(
    code="train", mode=Mode.TRAIN, currency="INR", base_minor=2000, bands=read_bands("*=50")
)
TELESCOPIC = Tariff(
    code="sleeper",
    mode=Mode.TRAIN,
    currency="INR",
    base_minor=4500,
    bands=read_bands("500=53 1000=41 1500=31 *=22"),
    minimum_minor=14_500,
    rounding_minor=500,
)
DOLLARS = ExchangeRate(base="USD", quote="INR", rate=Fraction("85.04"), date=dt.date(2024, 12, 20))
FLIGHT = EmissionFactor(
    code="flight", mode=Mode.FLIGHT, bands=read_bands("500=236 1500=138 *=206"), start_g=18_000
)
RAIL = EmissionFactor(code="rail", mode=Mode.TRAIN, bands=read_bands("*=8"))
SEAT = ComfortWeight(code="seat", mode=Mode.TRAIN, weight_thousandths=900, boarding_s=300)
FEET = ComfortWeight(code="feet", mode=Mode.WALK, weight_thousandths=2000)


def book(*tariffs, **more):
    return CostBook(
        tariffs=tariffs, emissions=(FLIGHT, RAIL), comfort=(SEAT, FEET), rates=(DOLLARS,), **more
    )


def ride(feed, board, alight, *, pattern=0):
    return RideLeg(feed, pattern, board, alight, board * 600, alight * 600)


def counted(costs, feed, board, alight, column, *, pattern=0):
    """Return what the search adds up for a ride."""
    first = feed.pattern_first[pattern]
    steps = costs.position_criteria[:, column]
    on_board = int(costs.pattern_criteria[pattern, column])
    return on_board + int(steps[first + alight]) - int(steps[first + board])


distances = st.lists(st.integers(0, 400_000), min_size=1, max_size=12).map(
    lambda hops: [0, *np.cumsum(hops).tolist()]
)


@given(distances, st.integers(0, 11), st.integers(1, 12))
def test_even_fares_are_met_within_rounding(metres, board, alight):
    board, alight = sorted((board % len(metres), alight % len(metres)))
    if board == alight:
        return
    feed = feed_of([Route(metres)])
    costs = cost_feed(feed, book(TRAIN), UNITS)
    exact = price([ride(feed, board, alight)], book=book(TRAIN), currency="INR").total

    difference = counted(costs, feed, board, alight, COST) * UNITS.cost_minor - exact.amount_minor

    assert abs(difference) <= 1.5 * UNITS.cost_minor + 1


@given(distances)
def test_a_pattern_of_two_stops_costs_what_its_ride_costs(metres):
    feed = feed_of([Route([0, metres[-1]], mode=Mode.TRAIN)])
    costs = cost_feed(feed, book(TELESCOPIC), UNITS)
    exact = price([ride(feed, 0, 1)], book=book(TELESCOPIC), currency="INR").total

    difference = counted(costs, feed, 0, 1, COST) * UNITS.cost_minor - exact.amount_minor
    assert abs(difference) <= 1.5 * UNITS.cost_minor


@given(st.lists(st.integers(0, 300_000), min_size=2, max_size=14))
def test_telescopic_fares_are_met_within_a_half(hops):
    metres = np.array([0, *np.cumsum(hops)])
    feed = feed_of([Route(metres.tolist())])
    costs = cost_feed(feed, book(TELESCOPIC), UNITS)
    board, alight = np.triu_indices(len(metres), k=1)
    exact = fares(TELESCOPIC, metres[alight] - metres[board])
    steps = costs.position_criteria[:, COST]

    searched = (costs.pattern_criteria[0, COST] + steps[alight] - steps[board]) * UNITS.cost_minor

    assert (np.abs(searched - exact) <= exact / 2 + 1.5 * UNITS.cost_minor).all()


@given(distances, st.sampled_from([Mode.TRAIN, Mode.FLIGHT, Mode.BUS]))
def test_columns_never_fall_and_never_go_below_nothing(metres, mode):
    feed = feed_of([Route(metres, mode=mode), Route(metres, mode=mode)], links_s=(0, 59, 600))
    costs = cost_feed(feed, book(TRAIN, TELESCOPIC), UNITS)

    assert (costs.pattern_criteria >= 0).all()
    assert (costs.link_criteria >= 0).all()
    for pattern in range(2):
        rows = costs.position_criteria[
            feed.pattern_first[pattern] : feed.pattern_first[pattern + 1]
        ]
        assert (rows[0] == 0).all()
        assert (np.diff(rows, axis=0) >= 0).all()


@given(distances)
def test_the_whole_is_rounded_and_not_the_steps(metres):
    feed = feed_of([Route(metres)])
    costs = cost_feed(feed, book(TRAIN), UNITS)
    grams = metres[-1] * 8 / 1000

    assert (
        abs(int(costs.position_criteria[-1, CO2]) * UNITS.co2_g - grams) <= UNITS.co2_g / 2 + 1e-6
    )


@given(distances, st.integers(0, 11))
def test_carbon_dioxide_is_met_within_a_unit(metres, board):
    board = board % (len(metres) - 1)
    for mode in (Mode.TRAIN, Mode.FLIGHT):
        feed = feed_of([Route(metres, mode=mode)])
        costs = cost_feed(feed, book(), UNITS)
        leg = ride(feed, board, len(metres) - 1)
        exact = price([leg], book=book(), currency="INR").co2_g
        got = counted(costs, feed, board, len(metres) - 1, CO2) * UNITS.co2_g
        assert abs(got - exact) <= UNITS.co2_g + 1


def test_discomfort_is_that_of_the_median_trip():
    trips = [[0, 1000], [0, 2000], [0, 9000]]
    feed = feed_of([Route([0, 1000], trips)], links_s=(90,))
    costs = cost_feed(feed, book(), UNITS)

    assert costs.pattern_criteria[0, DISCOMFORT] == 5
    assert costs.position_criteria[:, DISCOMFORT].tolist() == [0, 30]
    assert costs.link_criteria[:, DISCOMFORT].tolist() == [3]


def test_a_feeds_own_fares_come_first_and_tickets_are_products():
    offered = [
        Fare(900, transfers=0, rules=[(0, NONE, NONE, NONE)]),
        Fare(1200, transfers=NONE, rules=[(1, NONE, NONE, NONE)]),
    ]
    feed = feed_of([Route([0, 5000]), Route([0, 5000]), Route([0, 5000])], offered)
    costs = cost_feed(feed, book(TRAIN), UNITS)

    assert costs.pattern_product.tolist() == [NO_PRODUCT, 1, NO_PRODUCT]
    assert costs.pattern_criteria[:, COST].tolist() == [9, 12, 23]
    assert costs.position_criteria[:, COST].tolist() == [0] * 6


def test_a_tariff_that_is_a_ticket_is_one_product_for_all_that_it_covers():
    metro = Tariff(
        code="metro", mode=Mode.METRO, currency="INR", base_minor=3000, product="Day",
        transfers=ANY_NUMBER,
    )  # fmt: skip
    routes = [Route([0, 5000], mode=mode) for mode in (Mode.METRO, Mode.TRAIN, Mode.METRO)]
    costs = cost_feed(feed_of(routes), book(TRAIN, metro), UNITS)

    assert costs.pattern_product[0] == costs.pattern_product[2] != NO_PRODUCT
    assert costs.pattern_product[1] == NO_PRODUCT


def test_even_zone_fares_are_met_exactly():
    pairs = [(a, b) for a in range(4) for b in range(4)]
    offered = [
        Fare(100 + 50 * n, rules=[(NONE, a, b, NONE) for a, b in pairs if abs(a - b) == n])
        for n in range(4)
    ]
    feed = feed_of([Route([0, 1, 2, 3, 4, 5], zones=[0, 0, 1, 2, 2, 3])], offered)
    costs = cost_feed(feed, book(), Units(currency="INR", cost_minor=1))

    for board in range(6):
        for alight in range(board + 1, 6):
            exact = price([ride(feed, board, alight)], book=book(), currency="INR").total
            assert counted(costs, feed, board, alight, COST) == exact.amount_minor


@given(st.lists(st.integers(2, 40), min_size=1, max_size=9))
def test_fares_stated_for_each_pair_of_stops_are_met_within_a_half(kilometres):
    """A rupee and a half for a kilometre, twenty at least, in fives: as lists of bus fares are made."""
    marks = [0, *np.cumsum(kilometres).tolist()]
    pairs = [(a, b) for a in range(len(marks)) for b in range(a, len(marks))]

    def fare_of(a, b):
        return max(2000, round((marks[b] - marks[a]) * 1.5 / 5) * 500)

    offered = [Fare(fare_of(a, b), transfers=0, rules=[(NONE, a, b, NONE)]) for a, b in pairs]
    metres = [mark * 1000 for mark in marks]
    feed = feed_of([Route(metres, zones=list(range(len(marks))))], offered)
    costs = cost_feed(feed, book(), UNITS)

    for a, b in pairs:
        if a < b:
            asked = fare_of(a, b)
            difference = counted(costs, feed, a, b, COST) * UNITS.cost_minor - asked
            assert abs(difference) <= asked / 2 + 1.5 * UNITS.cost_minor


@given(distances, st.integers(0, 11))
def test_discomfort_of_the_only_trip_is_met_within_rounding(metres, board):
    board = board % (len(metres) - 1)
    times = [m // 20 for m in metres]
    feed = feed_of([Route(metres, [times])])
    costs = cost_feed(feed, book(), UNITS)
    leg = RideLeg(feed, 0, board, len(metres) - 1, times[board], times[-1])

    exact = price([leg], book=book(TRAIN), currency="INR").weighted_s

    got = counted(costs, feed, board, len(metres) - 1, DISCOMFORT) * UNITS.discomfort_s
    assert abs(got - exact) <= 1.5 * UNITS.discomfort_s + 1


def test_money_of_another_currency_is_converted_or_left_out():
    feed = feed_of([Route([0, 5000])], [Fare(300, transfers=0)], currency="USD")
    assert cost_feed(feed, book(), UNITS).pattern_criteria[0, COST] == 255

    without = CostBook()
    assert cost_feed(feed, without, UNITS).pattern_criteria[0, COST] == 0


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from(list(Mode)))
def test_ways_by_road_cost_nothing_negative_and_more_the_farther(metres, seconds, mode):
    taxi = Tariff(code="taxi", mode=Mode.TAXI, currency="INR", bands=read_bands("*=2000"))
    near = road_criteria(book(taxi), mode, metres, seconds, UNITS)
    far = road_criteria(book(taxi), mode, metres + 1000, seconds + 60, UNITS)

    assert min(near) >= 0
    assert all(a <= b for a, b in zip(near, far, strict=True))


def test_a_minute_on_foot_counts_twice():
    assert road_criteria(book(), Mode.WALK, 600, 600, UNITS) == (0, 20, 0)


def test_an_empty_feed_and_a_pattern_without_trips_are_no_trouble():
    assert len(cost_feed(feed_of([]), book(TRAIN), UNITS).pattern_product) == 0
    costs = cost_feed(feed_of([Route([0, 9], trips=())]), book(TRAIN), UNITS)
    assert costs.position_criteria[:, DISCOMFORT].tolist() == [0, 0]


@pytest.mark.parametrize("zoned", [False, True])
def test_a_larger_feed_takes_no_more_steps_for_its_stops_and_trips(zoned):
    """Not measured but counted: calls are made for routes, and for all positions and trips at once."""

    def steps(*, routes, stops, trips):
        metres = (np.arange(stops) * 700).tolist()
        zones = (np.arange(stops) * 4 // stops).tolist() if zoned else ()
        times = [(np.arange(stops) * 90 + 600 * trip).tolist() for trip in range(trips)]
        offered = [Fare(300, rules=[(NONE, a, b, NONE) for a in range(4) for b in range(4)])]
        lines = [Route(metres, times, Mode.BUS, zones, name=f"{n}") for n in range(routes)]
        feed, calls = feed_of(lines, offered if zoned else []), []
        sys.setprofile(lambda _frame, event, _of: calls.append(event) if "call" in event else None)
        try:
            cost_feed(feed, book(TRAIN), UNITS)
        finally:
            sys.setprofile(None)
        return len(calls)

    steps(routes=1, stops=4, trips=1)  # what is looked up once
    small = steps(routes=20, stops=8, trips=2)

    assert steps(routes=20, stops=40, trips=20) < 1.1 * small
    assert steps(routes=100, stops=8, trips=2) < 5.1 * small


class TestTickets:
    """Journeys of several rides, counted as the search does: a product that is held is not paid again."""

    def searched(self, costs, feed, legs):
        held, total = NO_PRODUCT, 0
        for pattern, board, alight in legs:
            product = int(costs.pattern_product[pattern])
            cost = counted(costs, feed, board, alight, COST, pattern=pattern)
            if product != NO_PRODUCT and product == held:
                cost -= int(costs.pattern_criteria[pattern, COST])
            held = held if product == NO_PRODUCT else product
            total += cost
        return total * UNITS.cost_minor

    @given(
        st.lists(
            st.tuples(st.integers(0, 2), st.integers(0, 4), st.integers(5, 9)),
            min_size=1,
            max_size=4,
        )
    )
    def test_unlimited_tickets_are_met_within_rounding(self, legs):
        metres = [0, 900, 2000, 4000, 7000, 9000, 12_000, 14_000, 19_000, 25_000]
        metro = Tariff(
            code="metro", mode=Mode.METRO, currency="INR", base_minor=3000, product="Day",
            transfers=ANY_NUMBER, bands=read_bands("*=20"),
        )  # fmt: skip
        bus = Tariff(code="bus", mode=Mode.BUS, currency="INR", base_minor=1050)
        offered = [Fare(2075, transfers=NONE, rules=[(2, NONE, NONE, NONE)])]
        modes = (Mode.METRO, Mode.BUS, Mode.TRAM)
        feed = feed_of([Route(metres, mode=mode, name=mode.name) for mode in modes], offered)
        prices = book(metro, bus)
        costs = cost_feed(feed, prices, UNITS)
        rides = [ride(feed, board, alight, pattern=n) for n, board, alight in legs]
        exact = price(rides, book=prices, currency="INR").total.amount_minor

        got = self.searched(costs, feed, legs)

        # Somebody who comes back to a ticket after another one has paid it again, as far as the search knows.
        again = sum(
            Fraction(paid)
            for paid, times in ((3000, self.returns(legs, 0)), (2075, self.returns(legs, 2)))
            for _ in range(times)
        )
        assert got - exact <= again + 1.5 * UNITS.cost_minor * len(legs)
        assert got - exact >= -1.5 * UNITS.cost_minor * len(legs)

    def returns(self, legs, pattern):
        """How often the ticket of a pattern is bought again, because another one was held in between."""
        tickets = [n for n, _, _ in legs if n != 1]
        bought = [n for i, n in enumerate(tickets) if i == 0 or tickets[i - 1] != n]
        return max(bought.count(pattern) - 1, 0)

    def test_limits_of_a_ticket_are_not_known_to_the_search(self):
        """It is off by a further ticket for each further boarding: a bound, and seldom reached."""
        offered = [Fare(1000, transfers=1, transfer_s=600)]
        feed = feed_of([Route([0, 1000])] * 3, offered)
        costs = cost_feed(feed, book(), UNITS)
        legs = [(n, 0, 1) for n in range(3)]
        rides = [RideLeg(feed, n, 0, 1, n * 5000, n * 5000 + 60) for n in range(3)]

        exact = price(rides, book=book(), currency="INR").total.amount_minor

        assert (self.searched(costs, feed, legs), exact) == (1000, 3000)
