"""Several legs: the order of places, and ways one after another."""

from __future__ import annotations

import datetime as dt
from itertools import permutations
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from contexts.transport.domain.options.chains import Stay, begun, extended, pruned
from contexts.transport.domain.options.orders import best_order, length
from contexts.transport.domain.timetable.view import Units
from tests.contexts.transport.domain.options.ways import HOUR, way

KOLKATA = ZoneInfo("Asia/Kolkata")


def matrices(most):
    return st.integers(2, most).flatmap(
        lambda n: st.lists(
            st.lists(st.integers(0, 9), min_size=n, max_size=n), min_size=n, max_size=n
        )
    )


class TestOrders:
    @settings(max_examples=50)
    @given(matrices(6), st.booleans())
    def test_no_other_order_is_shorter(self, costs, last_is_fixed):
        order, is_exact = best_order(costs, last_is_fixed=last_is_fixed)

        count = len(costs)
        free = range(1, count - 1 if last_is_fixed else count)
        end = [count - 1] if last_is_fixed else []
        shortest = min(length(costs, [0, *middle, *end]) for middle in permutations(free))
        assert is_exact
        assert sorted(order) == list(range(count))
        assert length(costs, order) == shortest

    @settings(max_examples=15)
    @given(st.integers(12, 14), st.randoms(use_true_random=False), st.booleans())
    def test_many_places_are_all_visited_and_it_is_said_that_it_may_be_longer(self, n, rng, fixed):
        costs = [[rng.random() for _ in range(n)] for _ in range(n)]

        order, is_exact = best_order(costs, last_is_fixed=fixed)

        assert not is_exact
        assert sorted(order) == list(range(n))
        assert order[0] == 0
        assert not fixed or order[-1] == n - 1


class TestStays:
    def test_two_nights_end_on_the_morning_after_the_second(self):
        arrives = dt.datetime(2026, 12, 24, 18, tzinfo=KOLKATA)

        first, last = Stay(nights=2, zone="Asia/Kolkata").departures(int(arrives.timestamp()))

        assert (
            dt.datetime.fromtimestamp(first, tz=KOLKATA).isoformat() == "2026-12-26T04:00:00+05:30"
        )
        assert last - first == 24 * HOUR - 1

    def test_an_arrival_after_midnight_spends_the_night_of_the_day_before(self):
        arrives = dt.datetime(2026, 12, 25, 1, tzinfo=KOLKATA)

        first, _ = Stay(nights=1, zone="Asia/Kolkata").departures(int(arrives.timestamp()))

        assert dt.datetime.fromtimestamp(first, tz=KOLKATA).date() == dt.date(2026, 12, 25)

    def test_a_stay_lasts_at_least_and_at_most(self):
        chains = extended(
            begun([way(0, HOUR)]),
            [way(n * HOUR, (n + 1) * HOUR) for n in range(1, 8)],
            Stay(least_s=2 * HOUR, most_s=4 * HOUR),
        )

        assert [chain.ways[1].departs // HOUR for chain in chains] == [3, 4, 5]


class TestPruning:
    def test_what_arrives_later_and_costs_more_is_dropped(self):
        chains = begun([way(0, HOUR, cost=100_00), way(0, 2 * HOUR, cost=200_00)])

        kept, is_capped = pruned(chains, Units(), Stay())

        assert [chain.arrives for chain in kept] == [HOUR]
        assert not is_capped

    def test_is_kept_where_the_stay_may_not_be_longer(self):
        chains = begun([way(0, HOUR, cost=100_00), way(0, 2 * HOUR, cost=200_00)])

        kept, _ = pruned(chains, Units(), Stay(most_s=HOUR))

        assert [chain.arrives for chain in kept] == [HOUR, 2 * HOUR]

    def test_more_than_can_be_kept_is_said_and_the_best_at_each_thing_stay(self):
        chains = begun([way(0, (n + 1) * HOUR, cost=(99 - n) * 10_000) for n in range(99)])

        kept, is_capped = pruned(chains, Units(), None, most=10)

        assert is_capped
        assert len(kept) <= 10
        assert kept[0].arrives == HOUR
        assert kept[-1].cost == 10_000

    @given(st.lists(st.tuples(*[st.integers(1, 4)] * 4), min_size=1, max_size=12))
    def test_nothing_that_is_best_at_something_is_lost(self, rows):
        chains = begun(
            [way(0, a * HOUR, cost=b * 10_000, felt=c * HOUR, co2=d * 1000) for a, b, c, d in rows]
        )

        kept, _ = pruned(chains, Units(), Stay())

        assert min(chain.arrives for chain in kept) == min(chain.arrives for chain in chains)
        assert min(chain.cost for chain in kept) == min(chain.cost for chain in chains)
