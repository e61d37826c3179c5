from __future__ import annotations

import datetime as dt
import itertools

import pytest

from contexts.inventory import errors
from contexts.inventory.contracts import HoldLine, HoldState, ResourceKind
from contexts.inventory.domain import calendar, holds, lines, stay_price
from riz.ids import new_id
from riz.money import Money

DAY = dt.date(2026, 4, 1)
ONE = dt.timedelta(days=1)
MORNING = dt.datetime(2026, 4, 1, 4, 30, tzinfo=dt.UTC)  # ten o'clock in Kolkata
STAY = calendar.ResourceFacts(
    id=new_id(),
    kind=ResourceKind.STAY,
    time_zone="Asia/Kolkata",
    is_open=True,
    currency="INR",
    base_price_minor=240_000,
    base_occupancy=2,
    extra_guest_minor=60_000,
    max_occupancy=3,
)


def days(count=10, **facts):
    return {DAY + ONE * n: calendar.DateFacts(**{"free": 3, **facts}) for n in range(count)}


def check(calendar_, *, first=DAY, nights=2, quantity=1, resource=STAY, at=MORNING):
    calendar.check_sale(
        resource=resource,
        calendar=calendar_,
        first_date=first,
        end_date=first + ONE * nights,
        quantities=dict.fromkeys(
            lines.dates_of(first_date=first, end_date=first + ONE * nights), quantity
        ),
        at=at,
    )


class TestLines:
    def test_lines_of_one_resource_are_summed(self):
        low, high = new_id(), new_id()
        wanted = lines.wanted(
            lines=[
                HoldLine(resource_id=high, first_date=DAY, end_date=DAY + ONE * 2, quantity=1),
                HoldLine(resource_id=low, first_date=DAY + ONE, end_date=DAY + ONE * 2, quantity=4),
                HoldLine(
                    resource_id=high, first_date=DAY + ONE, end_date=DAY + ONE * 3, quantity=2
                ),
            ]
        )

        assert wanted == {
            (low, DAY + ONE): 4,
            (high, DAY): 1,
            (high, DAY + ONE): 3,
            (high, DAY + ONE * 2): 2,
        }

    def test_a_stay_over_a_leap_day_and_a_year_end_counts_every_night(self):
        leap = lines.dates_of(first_date=dt.date(2028, 2, 28), end_date=dt.date(2028, 3, 1))
        year = lines.dates_of(first_date=dt.date(2026, 12, 30), end_date=dt.date(2027, 1, 2))

        assert leap == [dt.date(2028, 2, 28), dt.date(2028, 2, 29)]
        assert year == [dt.date(2026, 12, 30), dt.date(2026, 12, 31), dt.date(2027, 1, 1)]

    @pytest.mark.parametrize(
        ("nights", "quantity", "refusal"),
        [
            (0, 1, errors.InvalidDates),
            (-1, 1, errors.InvalidDates),
            (31, 1, errors.StayTooLong),
            (1, 0, errors.InvalidQuantity),
            (1, 1001, errors.InvalidQuantity),
        ],
    )
    def test_impossible_lines_are_refused(self, nights, quantity, refusal):
        line = HoldLine(
            resource_id=new_id(), first_date=DAY, end_date=DAY + ONE * nights, quantity=quantity
        )

        with pytest.raises(refusal):
            lines.check_lines(lines=[line])

    def test_no_lines_and_too_many_are_refused(self):
        line = HoldLine(resource_id=new_id(), first_date=DAY, end_date=DAY + ONE, quantity=1)

        for wrong in ([], [line] * 21):
            with pytest.raises(errors.InvalidQuantity):
                lines.check_lines(lines=wrong)
        lines.check_lines(lines=[line] * 20)


class TestSteps:
    def test_every_pair_that_the_table_lacks_is_no_step(self):
        taken = {
            (state, step)
            for state, step in itertools.product(HoldState, holds.Step)
            if (state, step) in holds.TRANSITIONS
        }

        assert taken == {
            (HoldState.HELD, holds.Step.CONFIRM),
            (HoldState.HELD, holds.Step.RELEASE),
            (HoldState.HELD, holds.Step.EXPIRE),
            (HoldState.CONFIRMED, holds.Step.RETURN),
        }

    def test_any_life_of_a_hold_gives_back_what_it_took(self):
        def sums(*steps):
            moves = [holds.CHANGES[HoldState.HELD], *(holds.MOVES[step] for step in steps)]
            return sum(move.held for move in moves), sum(move.sold for move in moves)

        assert sums(holds.Step.RELEASE) == (0, 0)
        assert sums(holds.Step.EXPIRE) == (0, 0)
        assert sums(holds.Step.CONFIRM) == (0, 1)
        assert sums(holds.Step.CONFIRM, holds.Step.RETURN) == (0, 0)


class TestRestrictions:
    def test_what_is_free_can_be_sold(self):
        check(days(), quantity=3)

    def test_the_first_date_without_enough_is_named(self):
        rows = days()
        rows[DAY + ONE] = calendar.DateFacts(free=1)

        with pytest.raises(errors.SoldOut) as refusal:
            check(rows, quantity=2)

        assert refusal.value.details == {
            "resource_id": str(STAY.id),
            "date": "2026-04-02",
            "free": 1,
            "wanted": 2,
        }

    def test_a_missing_date_in_the_middle_is_not_on_sale(self):
        rows = days()
        del rows[DAY + ONE]

        with pytest.raises(errors.NotOnSale):
            check(rows, nights=3)

    def test_a_closed_night_a_closed_arrival_and_a_closed_departure(self):
        night, arrival, departure = days(), days(), days()
        night[DAY + ONE] = calendar.DateFacts(free=3, is_closed=True)
        arrival[DAY] = calendar.DateFacts(free=3, closed_to_arrival=True)
        departure[DAY + ONE * 2] = calendar.DateFacts(free=0, closed_to_departure=True)

        with pytest.raises(errors.DateClosed):
            check(night)
        with pytest.raises(errors.ClosedToArrival):
            check(arrival)
        with pytest.raises(errors.ClosedToDeparture):
            check(departure)

    def test_one_passes_through_a_day_closed_to_arrival_and_departure(self):
        rows = days()
        rows[DAY + ONE] = calendar.DateFacts(
            free=3, closed_to_arrival=True, closed_to_departure=True
        )

        check(rows, nights=2)

    def test_the_arrival_date_sets_the_minimum_stay(self):
        rows = days()
        rows[DAY] = calendar.DateFacts(free=3, min_stay=3)
        rows[DAY + ONE] = calendar.DateFacts(free=3, min_stay=9)

        with pytest.raises(errors.StayTooShort):
            check(rows, nights=2)
        check(rows, nights=3)

    def test_one_may_depart_on_a_sold_out_or_missing_date(self):
        check(days(2), nights=2)

    def test_the_past_is_over(self):
        with pytest.raises(errors.DateInPast):
            check(days(), at=MORNING + ONE)


class TestPrices:
    @pytest.mark.parametrize(
        ("guests", "units", "spread"),
        [(2, 1, (2,)), (5, 2, (3, 2)), (3, 3, (1, 1, 1)), (1, 2, (1, 0))],
    )
    def test_guests_are_spread_evenly(self, guests, units, spread):
        assert stay_price.guests_by_unit(guests=guests, units=units, max_occupancy=3) == spread

    def test_more_guests_than_beds_are_refused(self):
        with pytest.raises(errors.TooManyGuests):
            stay_price.guests_by_unit(guests=7, units=2, max_occupancy=3)

    def test_extra_guests_pay_in_the_unit_they_sleep_in(self):
        prices = stay_price.night_prices(
            resource=STAY, facts=calendar.DateFacts(free=3), guests=(3, 2)
        )

        assert prices == (Money(300_000, "INR"), Money(240_000, "INR"))

    def test_an_override_replaces_the_base_price_even_by_nothing(self):
        facts = calendar.DateFacts(free=3, price_minor=0)

        assert stay_price.night_prices(resource=STAY, facts=facts, guests=(3,)) == (
            Money(60_000, "INR"),
        )
