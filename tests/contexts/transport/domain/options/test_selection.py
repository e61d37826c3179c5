"""Picks, their reasons, the order, and what is shown first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contexts.transport.contracts import Criterion, PickName
from contexts.transport.domain.modes import Mode
from contexts.transport.domain.options.fronts import front
from contexts.transport.domain.options.picks import pick
from contexts.transport.domain.options.ranking import (
    DEFAULT,
    WeightsUnreadable,
    read_weights,
    scores,
    write_weights,
)
from contexts.transport.domain.options.selection import MOST_OTHERS, SHOWN, select
from contexts.transport.domain.timetable.view import Units
from tests.contexts.transport.domain.options.test_fronts import WAYS
from tests.contexts.transport.domain.options.ways import HOUR, way

UNITS = Units()
SLOW = way(0, 30 * HOUR, cost=60_000, co2=20_000, felt=30 * HOUR, rides=2)
FAST = way(0, 5 * HOUR, cost=650_000, co2=180_000, felt=6 * HOUR, mode=Mode.FLIGHT)
SOFT = way(0, 28 * HOUR, cost=190_000, co2=21_000, felt=5 * HOUR, rides=3, line=6)


class TestPicks:
    def test_each_pick_is_best_at_its_thing(self):
        picks = {each.name: each.index for each in pick([SLOW, FAST, SOFT], DEFAULT, "INR")}

        assert picks == {
            PickName.CHEAPEST: 0,
            PickName.FASTEST: 1,
            PickName.GREENEST: 0,
            PickName.FEWEST_CHANGES: 1,
            PickName.MOST_COMFORTABLE: 2,
            PickName.BALANCED: picks[PickName.BALANCED],
        }

    def test_a_reason_says_what_one_gains_and_what_one_pays_for_it(self):
        reasons = {each.name: each.reason for each in pick([SLOW, FAST, SOFT], DEFAULT, "INR")}

        assert reasons[PickName.CHEAPEST] == (
            "Least money: ₹600.00; takes 1 d 1 h longer than the fastest."
        )
        assert reasons[PickName.FASTEST] == (
            "Least time: 5 h; costs ₹5,900.00 more than the cheapest."
        )
        assert reasons[PickName.FEWEST_CHANGES].startswith("Direct; ")

    def test_of_equally_cheap_ways_the_better_one_is_picked(self):
        worse, better = way(0, 9 * HOUR, cost=5), way(0, 2 * HOUR, cost=5)

        assert pick([worse, better], DEFAULT, "INR")[0].index == 1

    def test_nobody_waits_a_night_for_grams_that_the_sentence_leaves_out(self):
        later = way(0, 40 * HOUR, cost=65_000, co2=19_990, felt=40 * HOUR, rides=3, line=8)

        greenest = next(
            each
            for each in pick([later, SLOW, FAST], DEFAULT, "INR")
            if each.name is PickName.GREENEST
        )

        assert (greenest.index, greenest.reason.partition(";")[0]) == (1, "Least CO2: 20 kg")

    def test_nothing_is_the_cheapest_where_no_price_is_known(self):
        names = {
            each.name for each in pick([way(cost=None), way(cost=None, rides=2)], DEFAULT, "INR")
        }

        assert PickName.CHEAPEST not in names
        assert PickName.FASTEST in names

    def test_yen_have_no_hundredths(self):
        assert "¥600" in pick([way(cost=600), way(cost=900)], DEFAULT, "JPY")[0].reason

    @given(WAYS)
    def test_are_never_dominated(self, ways):
        kept = front(ways, UNITS)

        assert not any(kept[each.index].is_dominated for each in select(kept, DEFAULT, "INR").picks)


class TestSelection:
    def test_ways_that_differ_by_time_alone_are_one_with_other_times(self):
        hourly = [way(n * HOUR, (n + 1) * HOUR, rides=2) for n in range(5)]

        selection = select(front(hourly, UNITS), DEFAULT, "INR")

        assert len(selection.shown) == 1
        assert len(selection.shown[0].others) == 4

    def test_picks_are_always_shown_and_not_many_more(self):
        ways = [way(0, (40 - n) * HOUR, cost=n * 1_000, rides=2, line=n * 10) for n in range(1, 30)]

        selection = select(front(ways, UNITS), DEFAULT, "INR")

        assert {each.index for each in selection.picks} <= {each.index for each in selection.shown}
        assert len(selection.shown) == SHOWN

    @given(WAYS)
    def test_all_of_the_front_is_there_when_everything_is_wanted(self, ways):
        kept = front(ways, UNITS)

        shown = select(kept, DEFAULT, "INR", everything=True).shown

        told = [index for each in shown for index in (each.index, *each.others)]
        assert sorted(told) == list(range(len(kept)))

    @given(WAYS, st.integers(1, 9))
    def test_a_whole_front_is_cut_to_what_an_answer_holds_and_says_so(self, ways, most):
        kept = front(ways, UNITS)
        whole = select(kept, DEFAULT, "INR", everything=True)
        cut = select(kept, DEFAULT, "INR", everything=True, most=most)

        picked = {each.index for each in cut.picks}
        assert picked <= {each.index for each in cut.shown} <= {each.index for each in whole.shown}
        assert len(cut.shown) == min(len(whole.shown), max(most, len(picked)))
        assert cut.is_capped == (len(cut.shown) < len(whole.shown))
        assert not whole.is_capped
        worst = max((each.score for each in cut.shown if each.index not in picked), default=0.0)
        told = {each.index for each in cut.shown}
        assert all(each.score >= worst for each in whole.shown if each.index not in told)

    def test_other_departures_of_one_way_are_cut_too(self):
        ways = [way(i * HOUR, (i + 5) * HOUR) for i in range(MOST_OTHERS + 5)]
        few, many = (select(front(ways[:count], UNITS), DEFAULT, "INR") for count in (9, len(ways)))

        assert [len(each.others) for each in few.shown] == [8]
        assert not few.is_capped
        assert [len(each.others) for each in many.shown] == [MOST_OTHERS]
        assert many.is_capped

    @given(WAYS)
    def test_the_same_front_is_always_shown_alike(self, ways):
        kept = front(ways, UNITS)

        assert select(kept, DEFAULT, "INR") == select(kept, DEFAULT, "INR")


class TestRanking:
    def test_weights_change_the_order_and_never_the_front(self):
        money = scores([SLOW, FAST, SOFT], {Criterion.COST: 1.0})
        time = scores([SLOW, FAST, SOFT], {Criterion.TIME: 1.0})

        assert money.index(0.0) == 0
        assert time.index(0.0) == 1

    def test_a_way_that_is_best_at_nothing_does_not_change_how_others_compare(self):
        crawl = way(0, 100 * HOUR, cost=70_000, co2=22_000, felt=100 * HOUR, rides=5, line=9)
        with_it = scores([SLOW, FAST, SOFT, crawl], DEFAULT)

        assert with_it[:3] == scores([SLOW, FAST, SOFT], DEFAULT)
        assert with_it[3] > 1

    @given(WAYS)
    def test_the_best_at_all_scores_nothing_and_nobody_scores_less(self, ways):
        scored = scores(ways, DEFAULT)

        assert all(score >= 0 for score in scored)
        assert len(ways) != 1 or scored == [0.0]

    @pytest.mark.parametrize("text", ["cost", "cost:3,time:1", " time , co2 ", "comfort:0.5"])
    def test_weights_are_read_and_written(self, text):
        weights = read_weights(text)

        assert read_weights(write_weights(weights)) == weights

    @pytest.mark.parametrize(
        "text",
        [
            "price",
            "cost,cost",
            "cost:-1",
            "cost:nan",
            "cost:inf",
            "cost:0",
            "cost:x",
            "cost:1e9",
            "cost:١",
        ],
    )
    def test_nonsense_is_refused(self, text):
        with pytest.raises(WeightsUnreadable):
            read_weights(text)

    @given(st.text(max_size=40))
    def test_any_text_is_read_or_refused(self, text):
        try:
            weights = read_weights(text)
        except WeightsUnreadable:
            return
        assert sum(weights.values()) > 0
