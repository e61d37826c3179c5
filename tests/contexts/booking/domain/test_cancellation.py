from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from contexts.booking.contracts import (
    CancellationTerms,
    CancellationTier,
    Charge,
    ChargeKind,
    ChargeUntil,
    LineKind,
)
from contexts.booking.domain import cancellation
from contexts.booking.domain.offers import price_line
from contexts.payments.contracts import Supply, TaxRule
from riz.ids import new_id
from riz.money import Money

SECOND = dt.timedelta(seconds=1)
HOUR = dt.timedelta(hours=1)
CHECK_IN = dt.datetime(2027, 3, 10, 14, tzinfo=ZoneInfo("Asia/Kolkata"))


def percent(value):
    return Charge(kind=ChargeKind.PERCENT, value=value)


def nights(value):
    return Charge(kind=ChargeKind.NIGHTS, value=value)


def amount(value):
    return Charge(kind=ChargeKind.SUM, value=value)


def inr(minor):
    return Money(minor, "INR")


def rule(rate):
    return TaxRule(
        id=new_id(),
        supply=Supply.ACCOMMODATION,
        country="IN",
        valid_from=dt.date(2017, 7, 1),
        valid_until=None,
        currency="INR",
        up_to=None,
        rate_basis_points=rate,
        sac="996311",
        has_input_credit=True,
    )


FIVE, EIGHTEEN = rule(500), rule(1800)


def line(minor, *, quantity=1, night=None, tax=FIVE):
    return price_line(name="Room", quantity=quantity, unit_price=inr(minor), rule=tax, date=night)


# 10,500, 21,000 and 35,400 with tax.
NIGHTS = (
    line(10_000, night=dt.date(2027, 3, 10)),
    line(20_000, night=dt.date(2027, 3, 11)),
    line(30_000, night=dt.date(2027, 3, 12), tax=EIGHTEEN),
)
WHOLE = inr(66_900)


def terms(*tiers, grace=0, no_show=None):
    return CancellationTerms(
        tiers=tuple(CancellationTier(hours_before=hours, charge=charge) for hours, charge in tiers),
        grace_hours=grace,
        no_show=no_show or percent(100),
    )


def sale(stated, *, lines=NIGHTS, booked=CHECK_IN - 1000 * HOUR, start=CHECK_IN):
    return {
        "terms": stated,
        "lines": lines,
        "booked_at": booked.astimezone(dt.UTC),
        "travel_starts_at": start.astimezone(dt.UTC),
        "time_zone": start.tzinfo.key,
    }


def charge(stated, at, **of):
    return cancellation.charge_at(**sale(stated, **of), at=at)


class TestCharges:
    @pytest.mark.parametrize(
        ("cost", "lines", "kept"),
        [
            (percent(0), NIGHTS, 0),
            (percent(50), NIGHTS, 33_450),
            (percent(50), (line(1, tax=rule(0)),), 1),
            (percent(100), NIGHTS, 66_900),
            (nights(0), NIGHTS, 0),
            (nights(1), NIGHTS, 10_500),
            (nights(2), NIGHTS[::-1], 31_500),
            (nights(9), NIGHTS, 66_900),
            (nights(1), (line(10_000), line(10_000)), 21_000),
            (nights(0), (line(10_000),), 0),
            (amount(12_345), NIGHTS, 12_345),
            (amount(66_901), NIGHTS, 66_900),
            (amount(5), (), 0),
        ],
    )
    def test_a_charge_is_counted_of_the_total_and_never_exceeds_it(self, cost, lines, kept):
        assert charge(terms((24, cost)), CHECK_IN - 48 * HOUR, lines=lines) == inr(kept)

    def test_extra_guests_of_a_night_count_with_it(self):
        extra = replace(line(1_000, night=dt.date(2027, 3, 10)), kind=LineKind.EXTRA_GUEST)
        kept = charge(terms((24, nights(1))), CHECK_IN - 48 * HOUR, lines=(*NIGHTS, extra))
        assert kept == inr(11_550)

    def test_what_was_kept_before_is_not_charged_for_again(self):
        before = replace(line(99_999), kind=LineKind.CANCELLATION)
        for cost in (percent(100), nights(5), amount(999_999)):
            assert charge(terms(), CHECK_IN - HOUR, lines=(before, *NIGHTS)) == WHOLE
            assert charge(terms((1, cost)), CHECK_IN - HOUR, lines=(before,)) == inr(0)

    def test_tiers_may_be_stated_in_any_order(self):
        stated = terms((24, percent(50)), (168, percent(0)), (72, percent(20)))
        assert charge(stated, CHECK_IN - 100 * HOUR) == inr(13_380)

    def test_all_is_kept_after_the_last_tier_and_from_the_start_the_no_show(self):
        stated = terms((24, percent(0)), no_show=percent(80))
        assert charge(stated, CHECK_IN - 24 * HOUR + SECOND) == WHOLE
        assert charge(stated, CHECK_IN - SECOND) == WHOLE
        assert charge(stated, CHECK_IN) == inr(53_520)

    def test_grace_ends_with_its_last_instant_and_with_the_start(self):
        booked = CHECK_IN - 5 * HOUR
        short = terms(grace=3)
        assert charge(short, booked + 3 * HOUR, booked=booked) == inr(0)
        assert charge(short, booked + 3 * HOUR + SECOND, booked=booked) == WHOLE
        assert charge(terms(grace=24), CHECK_IN - SECOND, booked=booked) == inr(0)
        assert charge(terms(grace=24), CHECK_IN, booked=booked) == WHOLE
        assert charge(terms(), booked, booked=booked) == WHOLE

    def test_hours_no_calendar_has_are_never_met(self):
        assert charge(terms((2**31 - 1, percent(0))), CHECK_IN - HOUR) == WHOLE


class TestEdges:
    """By the clock of the place: what the wall shows, not what has elapsed, decides."""

    @pytest.mark.parametrize(
        ("start", "edge"),
        [
            ("2027-03-10T14:00[Asia/Kolkata]", "2027-03-09T08:30:00Z"),
            # 23 and 25 hours before.
            ("2027-03-28T14:00[Europe/Berlin]", "2027-03-27T13:00:00Z"),
            ("2027-10-31T14:00[Europe/Berlin]", "2027-10-30T12:00:00Z"),
            # Half past two is left out the day before; it comes twice the day before.
            ("2027-03-15T02:30[America/New_York]", "2027-03-14T07:30:00Z"),
            ("2027-11-08T01:30[America/New_York]", "2027-11-07T05:30:00Z"),
            ("2027-10-04T02:15[Australia/Lord_Howe]", "2027-10-02T15:45:00Z"),
            ("2011-12-31T10:00[Pacific/Apia]", "2011-12-30T20:00:00Z"),
        ],
    )
    def test_a_second_before_at_and_after_the_edge(self, start, edge):
        wall, zone = start.rstrip("]").split("[")
        begins = dt.datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone))
        ends = dt.datetime.fromisoformat(edge)
        stated = terms((24, percent(20)), no_show=percent(90))
        kept = [charge(stated, ends + by * SECOND, start=begins) for by in (-1, 0, 1)]
        if ends == begins.astimezone(dt.UTC):  # nothing is left of the day before
            assert kept == [inr(13_380), inr(60_210), inr(60_210)]
        else:
            assert kept == [inr(13_380), inr(13_380), WHOLE]

    def test_edges_of_the_code_that_hotels_exchange(self):
        """AD20_7D50_3D1N_1D50P_6PM0D80P_100P, of a stay that starts at eight in the evening.

        Its cut-off of 18:00 can be stated as hours before a later start only: from the start on there is the no-show
        alone. Its days are counted from the time of the start, its sums in the currency of the sale.
        """
        start = CHECK_IN.replace(hour=20)
        stated = terms(
            (168, amount(2_000)),
            (72, amount(5_000)),
            (24, nights(1)),
            (2, percent(50)),
            (0, percent(80)),
            no_show=percent(100),
        )
        steps = [
            (start - 168 * HOUR, 2_000, 5_000),
            (start - 72 * HOUR, 5_000, 10_500),
            (start - 24 * HOUR, 10_500, 33_450),
            (start.replace(hour=18), 33_450, 53_520),
            (start - SECOND, 53_520, 66_900),
        ]
        for edge, until, after in steps:
            kept = [charge(stated, edge + by * SECOND, start=start) for by in (-1, 0, 1)]
            assert kept == [inr(until), inr(until), inr(after)], edge


class TestInstants:
    def test_terms_are_written_as_instants_in_their_order(self):
        stated = terms((24, percent(50)), (168, percent(0)))
        assert cancellation.charges_until(**sale(stated)) == (
            ChargeUntil(until=CHECK_IN - 168 * HOUR, charge=inr(0)),
            ChargeUntil(until=CHECK_IN - 24 * HOUR, charge=inr(33_450)),
        )

    def test_what_is_past_at_booking_is_left_out(self):
        stated = terms((24, percent(50)), (168, percent(0)))
        written = cancellation.charges_until(**sale(stated, booked=CHECK_IN - 100 * HOUR))
        assert [one.charge for one in written] == [inr(33_450)]

    def test_instants_in_a_row_that_cost_the_same_are_one(self):
        stated = terms((72, percent(100)), (48, amount(66_900)), (24, percent(0)))
        written = cancellation.charges_until(**sale(stated))
        assert [one.until for one in written] == [CHECK_IN - 48 * HOUR, CHECK_IN - 24 * HOUR]

    def test_grace_is_seen_where_it_ends_later_than_what_is_free_anyway(self):
        booked = CHECK_IN - 180 * HOUR
        stated = terms((168, percent(0)), (24, percent(50)), grace=10)
        free, _ = cancellation.charges_until(**sale(stated, booked=booked))
        assert free.until == CHECK_IN - 168 * HOUR
        longer = replace(stated, grace_hours=20)
        free, half = cancellation.charges_until(**sale(longer, booked=booked))
        assert (free.until, half.charge) == (booked + 20 * HOUR, inr(33_450))

    def test_grace_ends_at_the_start(self):
        stated = terms((24, percent(50)), grace=48)
        written = cancellation.charges_until(**sale(stated, booked=CHECK_IN - 30 * HOUR))
        assert written == (ChargeUntil(until=CHECK_IN.astimezone(dt.UTC), charge=inr(0)),)

    def test_an_edge_that_a_clock_moves_past_the_start_ends_there(self):
        start = dt.datetime(2011, 12, 31, 0, 30, tzinfo=ZoneInfo("Pacific/Apia"))
        (free,) = cancellation.charges_until(
            **sale(terms((2, percent(0)), (1, percent(0))), start=start, booked=start - 99 * HOUR)
        )
        assert free.until == start


class TestKeptLines:
    def test_each_rule_of_tax_has_its_share_and_bears_its_tax(self):
        low, high = cancellation.kept_lines(lines=NIGHTS, kept=inr(33_450))
        assert (low.price + low.tax, high.price + high.tax) == (inr(15_750), inr(17_700))
        assert (low.tax, low.tax_rule_id, low.sac) == (inr(750), FIVE.id, "996311")
        assert (high.tax, high.tax_rule_id) == (inr(2_700), EIGHTEEN.id)
        assert (low.kind, low.name, low.quantity) == (
            LineKind.CANCELLATION,
            "Cancellation charge",
            1,
        )
        assert low.date is None

    @pytest.mark.parametrize("kept", [1, 2, 3, 99, 101, 33_333, 66_899, 66_900])
    def test_lines_sum_to_what_is_kept(self, kept):
        lines = cancellation.kept_lines(lines=NIGHTS, kept=inr(kept))
        assert sum((one.price + one.tax).amount_minor for one in lines) == kept

    def test_nights_on_both_sides_of_a_line_of_tax_keep_their_rates(self):
        prices = {10: (7_499_99, FIVE), 11: (7_500_00, FIVE), 12: (7_500_01, EIGHTEEN)}
        lines = tuple(
            line(minor, night=dt.date(2027, 3, day), tax=tax)
            for day, (minor, tax) in prices.items()
        )
        first = charge(terms((24, nights(1))), CHECK_IN - 48 * HOUR, lines=lines)
        assert first == inr(7_499_99 + 375_00)
        half = charge(terms((24, percent(50))), CHECK_IN - 48 * HOUR, lines=lines)
        low, high = cancellation.kept_lines(lines=lines, kept=half)
        assert (low.tax_rate_basis_points, high.tax_rate_basis_points) == (500, 1800)
        assert (low.price, low.tax) == (inr(7_500_00), inr(375_00))
        assert (high.price, high.tax) == (inr(3_750_00), inr(675_00))

    def test_nothing_kept_has_no_lines(self):
        assert cancellation.kept_lines(lines=NIGHTS, kept=inr(0)) == ()
