from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from contexts.booking.domain.deposits import due_now
from riz.money import Money

SECOND = dt.timedelta(seconds=1)
DAY = dt.timedelta(days=1)
START = dt.datetime(2027, 3, 29, 14, tzinfo=ZoneInfo("Europe/Berlin"))
# A week before by the clock on the wall, 169 hours: the clocks go forward on the 28th.
DUE = dt.datetime(2027, 3, 22, 13, tzinfo=dt.UTC)


def due(total, *, percent=30, days=7, at=DUE - 30 * DAY):
    return due_now(
        total=total,
        percent=percent,
        balance_due_days=days,
        travel_starts_at=START.astimezone(dt.UTC),
        time_zone="Europe/Berlin",
        at=at,
    )


@pytest.mark.parametrize(
    ("total", "percent", "deposit"),
    [
        (Money(1_000_00, "INR"), 30, Money(300_00, "INR")),
        (Money(1_000_01, "INR"), 30, Money(301_00, "INR")),
        (Money(999_99, "INR"), 1, Money(10_00, "INR")),
        (Money(1_001, "JPY"), 30, Money(301, "JPY")),
        (Money(10_001, "KWD"), 30, Money(4_000, "KWD")),
    ],
)
def test_a_deposit_is_rounded_up_to_whole_units_of_the_currency(total, percent, deposit):
    assert due(total, percent=percent) == (deposit, DUE)


@pytest.mark.parametrize("minor", [0, 50, 1_00])
def test_a_deposit_is_at_most_the_whole_and_then_nothing_is_due_later(minor):
    assert due(Money(minor, "INR"), percent=99) == (Money(minor, "INR"), None)


def test_without_a_rule_the_whole_is_due():
    whole = Money(1_000_00, "INR")
    assert due(whole, percent=None, days=None) == (whole, None)


@pytest.mark.parametrize(("late", "split"), [(-SECOND, True), (0 * SECOND, True), (SECOND, False)])
def test_the_whole_is_due_where_the_rest_would_be_within_a_day(late, split):
    whole = Money(1_000_00, "INR")
    expected = (Money(300_00, "INR"), DUE) if split else (whole, None)
    assert due(whole, at=DUE - DAY + late) == expected


def test_a_balance_due_at_the_start_waits_until_then():
    deposit, due_at = due(Money(1_000_00, "INR"), days=0)
    assert (deposit, due_at) == (Money(300_00, "INR"), START)
