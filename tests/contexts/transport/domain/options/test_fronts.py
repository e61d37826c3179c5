"""Which ways are told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from contexts.transport.contracts import Family
from contexts.transport.domain.modes import Mode
from contexts.transport.domain.options.fronts import (
    comes_back,
    dominates,
    front,
    minimal,
    vector,
    without_absurd,
)
from contexts.transport.domain.options.ways import Way
from contexts.transport.domain.timetable.view import Units
from tests.contexts.transport.domain.options.ways import HOUR, ride, walked, way

UNITS = Units()
SMALL = st.integers(0, 3)
WAYS = st.lists(
    st.builds(
        lambda d, length, cost, co2, felt, mode, rides, line: way(
            d * HOUR,
            (d + length + 1) * HOUR,
            cost=None if cost == 3 else cost * 5_000,
            co2=co2 * 1_000,
            felt=felt * HOUR,
            mode=mode,
            rides=rides,
            line=line * 10,
        ),
        SMALL, SMALL, SMALL, SMALL, SMALL,
        st.sampled_from([Mode.TRAIN, Mode.FLIGHT, Mode.COACH]),
        st.integers(1, 3),
        SMALL,
    ),
    max_size=12,
)  # fmt: skip


class TestFront:
    def test_what_is_worse_in_something_and_better_in_nothing_is_left_out(self):
        good, bad = way(rides=2), way(arrives=2 * HOUR, rides=2, line=5)

        assert [kept.way for kept in front([bad, good], UNITS)] == [good]

    def test_who_leaves_later_and_arrives_at_the_same_time_wins(self):
        early, late = way(0, 4 * HOUR, rides=2), way(HOUR, 4 * HOUR, rides=2)

        assert [kept.way for kept in front([early, late], UNITS)] == [late]

    def test_less_than_a_unit_of_money_is_no_reason_to_tell_a_way(self):
        cheap, slow = way(cost=10_000, rides=2), way(arrives=HOUR + 60, cost=9_950, rides=2)

        assert [kept.way for kept in front([cheap, slow], UNITS)] == [cheap]

    def test_of_equal_ways_in_units_the_exactly_cheaper_stays(self):
        dear, cheap = way(cost=10_000, rides=2), way(cost=9_950, rides=2)

        assert [kept.way for kept in front([dear, cheap], UNITS)] == [cheap]

    def test_a_way_of_unknown_cost_is_dearer_than_any(self):
        unknown, dear = way(cost=None, rides=2), way(cost=10**9, rides=2)

        assert [kept.way for kept in front([unknown, dear], UNITS)] == [dear]

    def test_a_direct_way_stays_though_dominated_and_says_so(self):
        direct, better = (
            way(0, 5 * HOUR, cost=90_000, co2=9_000, felt=9 * HOUR),
            way(HOUR, 2 * HOUR, rides=2),
        )
        better = way(HOUR, 2 * HOUR, cost=1, co2=1, felt=1, line=7)

        kept = {each.way: each.is_dominated for each in front([direct, better], UNITS)}

        assert kept == {direct: True, better: False}

    def test_a_flight_that_is_better_at_everything_does_not_swallow_the_train(self):
        train = way(0, 30 * HOUR, cost=500_000, co2=90_000, felt=40 * HOUR, rides=2)
        worse = way(0, 31 * HOUR, cost=500_000, co2=90_000, felt=40 * HOUR, rides=2, line=5)
        flight = way(HOUR, 3 * HOUR, cost=1_000, co2=100, felt=HOUR, mode=Mode.FLIGHT, rides=2)

        kept = {each.way: each.is_dominated for each in front([train, worse, flight], UNITS)}

        assert kept == {train: True, flight: False}

    @given(WAYS)
    def test_only_ways_dominated_within_their_family_are_lost(self, ways):
        kept = front(ways, UNITS)

        told = {id(each.way) for each in kept}
        for each in ways:
            mine = vector(each, UNITS)
            beaten = [other for other in ways if dominates(vector(other, UNITS), mine)]
            beaten_by_family = [other for other in beaten if other.family == each.family]
            equal = [
                other
                for other in ways
                if vector(other, UNITS) == mine and other.family == each.family
            ]
            if not beaten_by_family or each.is_direct:
                assert any(id(other) in told for other in equal)
            elif id(each) in told:
                assert each.is_direct
        for each in kept:
            worse = any(dominates(vector(o, UNITS), vector(each.way, UNITS)) for o in ways)
            assert each.is_dominated == worse


class TestMinimal:
    @given(st.integers(0, 200), st.integers(1, 6), st.integers(0, 2**32 - 1))
    def test_no_row_that_stays_is_beaten_and_every_other_one_is(self, count, range_, seed):
        rows = np.random.default_rng(seed).integers(0, range_, (count, 4))
        kept = minimal(rows)

        vectors = [tuple(row) for row in rows.tolist()]
        beaten = [any(dominates(one, other) for one in set(vectors)) for other in vectors]
        assert sorted(kept) == [i for i in range(count) if not beaten[i]]
        assert [vectors[i] for i in kept] == sorted(vectors[i] for i in kept)


class TestAbsurd:
    def test_who_walks_as_long_as_straight_there_might_as_well_do_that(self):
        assert without_absurd([walked(600), walked(1200)], direct_walk_s=1200) == [walked(600)]


class TestFamily:
    def test_what_covers_most_of_the_way_gives_it_its_family(self):
        assert way(mode=Mode.FLIGHT).family == Family.AIR
        assert way(mode=Mode.METRO).family == Family.RAIL
        assert walked(60).family == Family.RAIL


def test_a_way_that_gets_off_where_it_has_got_on_comes_back():
    there_and_back = (
        ride(0, HOUR, origin=1, destination=2),
        ride(HOUR, 2 * HOUR, origin=2, destination=1),
        ride(2 * HOUR, 3 * HOUR, origin=1, destination=3),
    )
    onward = (ride(0, HOUR, origin=1, destination=2), ride(HOUR, 2 * HOUR, origin=2, destination=3))
    assert comes_back(Way(there_and_back, 0, 3 * HOUR, 0, 0, 0))
    assert comes_back(Way((ride(0, HOUR, origin=4, destination=4),), 0, HOUR, 0, 0, 0)), "a loop"
    assert not comes_back(Way(onward, 0, 2 * HOUR, 0, 0, 0))


def test_stops_of_two_feeds_with_one_number_are_two_stops():
    back_by_another = (
        ride(0, HOUR, origin=1, destination=2),
        replace(ride(HOUR, 2 * HOUR, origin=2, destination=1), feed=1),
    )
    assert not comes_back(Way(back_by_another, 0, 2 * HOUR, 0, 0, 0))


def test_absurd_ways_walk_no_less_than_straight_or_come_back():
    short, long = walked(600), walked(1200)
    loop = Way((ride(0, HOUR, origin=4, destination=4),), 0, HOUR, 0, 0, 0)
    assert without_absurd([short, long, loop], 1200) == [short]
    assert without_absurd([short], 600) == []
