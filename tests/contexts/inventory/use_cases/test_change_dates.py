"""What sellers decide about dates, by range and weekday."""

from __future__ import annotations

import pytest

from contexts.inventory import errors
from contexts.inventory.models import StockDate
from contexts.inventory.use_cases.change_dates import DateChange, DateRange, change_dates
from contexts.inventory.use_cases.extend_calendars import extend_calendars
from contexts.inventory.use_cases.place_hold import place_hold
from riz.actor import SYSTEM
from riz.money import Money
from tests.contexts.inventory.factories import DAY, LATER, NOW, ONE, line, open_calendar

pytestmark = pytest.mark.django_db


def change(resource, days=10, weekdays=range(1, 8), **to):
    dates = DateRange(
        resource_id=resource.id, first_date=DAY, end_date=DAY + ONE * days, weekdays=weekdays
    )
    return change_dates(dates=dates, change=DateChange(**to), actor=SYSTEM, at=NOW)


def hold(resource, **of):
    return place_hold(
        lines=[line(resource, **of)], requester="user:1", expires_at=LATER, actor=SYSTEM, at=NOW
    )


def column(resource, name):
    return list(
        StockDate.objects.filter(resource=resource, date__gte=DAY)
        .order_by("date")
        .values_list(name, flat=True)
    )


def test_only_the_weekdays_of_the_range_change():
    resource = open_calendar()

    assert (
        change(resource, days=7, weekdays=[5, 6], min_stay=2, own_price=Money(320_000, "INR")) == 2
    )

    # The first of April 2026 is a Wednesday.
    assert column(resource, "min_stay") == [1, 1, 2, 2, 1, 1, 1, 1, 1, 1]
    assert column(resource, "price_override_minor")[1:4] == [None, 320_000, 320_000]


def test_a_capacity_of_its_own_outlives_the_calendar_and_goes_back():
    resource = open_calendar(capacity=3)
    change(resource, days=2, own_capacity=5)
    change(resource, days=1, own_capacity=1)

    extend_calendars(at=NOW, time_zone=resource.time_zone)
    assert column(resource, "capacity")[:3] == [1, 5, 3]

    change(resource, own_capacity=None)
    assert column(resource, "capacity")[:3] == [3, 3, 3]


def test_no_date_comes_to_have_less_than_is_taken():
    resource = open_calendar(capacity=3)
    hold(resource, first=DAY + ONE, quantity=2)

    with pytest.raises(errors.CapacityBelowTaken) as refusal:
        change(resource, own_capacity=1)

    assert refusal.value.details == {"date": "2026-04-02", "taken": 2}
    assert set(column(resource, "capacity")) == {3}


def test_overbooking_has_a_cap_and_a_reason_and_is_sold(settings):
    settings.RIZ_OVERBOOKING_PERCENT = 20
    resource = open_calendar(capacity=10)

    for wrong in ({"overbooking": 3, "overbooking_reason": "no-shows"}, {"overbooking": 2}):
        with pytest.raises(errors.OverbookingTooLarge):
            change(resource, **wrong)
    change(resource, days=1, overbooking=2, overbooking_reason="no-shows")

    hold(resource, quantity=12)
    with pytest.raises(errors.SoldOut):
        hold(resource)
    with pytest.raises(errors.CapacityBelowTaken):
        change(resource, days=1, overbooking=0)


@pytest.mark.parametrize("price", [Money(1, "USD"), Money(-1, "INR")])
def test_a_price_is_one_of_its_currency(price):
    with pytest.raises(errors.NotPricedByDate):
        change(open_calendar(), own_price=price)


def test_stop_sell_and_a_longest_stay_are_kept_to():
    resource = open_calendar()
    change(resource, days=1, max_stay=2)
    change(resource, days=1, weekdays=[4], is_closed=True)

    with pytest.raises(errors.StayAboveMaximum):
        hold(resource, nights=3)
    assert hold(resource, nights=2)
