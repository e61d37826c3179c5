"""How calendars follow the catalog."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction

from contexts.catalog import events as catalog
from contexts.inventory import api as inventory
from contexts.inventory import errors as inventory_errors
from contexts.inventory.handlers import open_stay
from contexts.inventory.models import Resource, StockDate
from contexts.inventory.use_cases.extend_calendars import extend_calendars
from riz.actor import SYSTEM
from riz.errors import Invalid
from riz.ids import new_id
from riz.money import Money
from riz.outbox.publishing import publish
from tests.contexts.inventory.factories import DAY, LATER, NOW, ONE, line

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def tell(deliver_events):
    def refusal_aware(event):
        with transaction.atomic():
            publish(event)
        deliver_events()

    return refusal_aware


def stay(resource_id, units=2, **facts):
    given = {
        "accommodation_id": resource_id,
        "seller_id": resource_id,
        "time_zone": "Asia/Kolkata",
        "units": units,
        "base_price": Money(240_000, "INR"),
        "base_occupancy": 2,
        "extra_guest_price": Money(60_000, "INR"),
        "max_occupancy": 3,
        "occurred_at": NOW,
    }
    return catalog.AccommodationPublished(**{**given, **facts})


def slot(resource_id, *weekdays, capacity=10):
    return catalog.ExperiencePublished(
        experience_id=resource_id,
        seller_id=resource_id,
        time_zone="Asia/Kolkata",
        daily_capacity=capacity,
        open_weekdays=weekdays,
        occurred_at=NOW,
    )


def departure(resource_id, *weekdays):
    return catalog.PackagePublished(
        package_id=resource_id,
        seller_id=resource_id,
        time_zone="Asia/Kolkata",
        departure_capacity=10,
        departure_weekdays=weekdays,
        occurred_at=NOW,
    )


def rows(resource_id):
    return StockDate.objects.filter(resource_id=resource_id).order_by("date")


class TestPublished:
    def test_a_stay_opens_a_year_of_nights(self, tell):
        key = new_id()

        tell(stay(key))

        dates = rows(key)
        assert len(dates) == 365
        assert (dates[0].date, dates[364].date) == (TODAY, TODAY + ONE * 364)
        assert {(row.capacity, row.is_closed) for row in dates} == {(2, False)}

    @pytest.mark.parametrize("zone", ["Asia/Agartala", "localtime", "Factory", ""])
    def test_in_a_zone_that_is_none_opens_nothing(self, zone):
        key = new_id()

        with pytest.raises(Invalid), transaction.atomic():
            open_stay(stay(key, time_zone=zone), None)

        assert not Resource.objects.filter(id=key).exists()

    def test_told_twice_changes_nothing(self, tell):
        key = new_id()

        tell(stay(key))
        tell(stay(key))

        assert len(rows(key)) == 365

    def test_a_slot_is_closed_on_its_closed_weekdays(self, tell):
        key = new_id()

        tell(slot(key, 1, 2))

        assert len(rows(key)) == 365
        opened = {row.date.isoweekday() for row in rows(key) if not row.is_closed}
        assert opened == {1, 2}

    def test_a_package_has_dates_on_departure_weekdays_only(self, tell):
        key = new_id()

        tell(departure(key, 6))

        assert {row.date.isoweekday() for row in rows(key)} == {6}
        assert len(rows(key)) in (52, 53)

    def test_changed_weekdays_open_and_close_and_leave_other_closures_alone(self, tell):
        key = new_id()
        tell(slot(key, 1, 2, 3))
        by_staff = next(row for row in rows(key) if row.date.isoweekday() == 2)
        StockDate.objects.filter(id=by_staff.id).update(is_closed=True)

        tell(slot(key, 2, 3, 4))

        opened = {row.date.isoweekday() for row in rows(key) if not row.is_closed}
        assert opened == {2, 3, 4}
        assert StockDate.objects.get(id=by_staff.id).is_closed


class TestCapacity:
    def hold(self, key, quantity):
        resource = Resource.objects.get(id=key)
        return inventory.place_hold(
            lines=[line(resource, quantity=quantity)],
            requester="x",
            expires_at=LATER,
            actor=SYSTEM,
            at=NOW,
        )

    def test_more_units_are_on_sale_at_once(self, tell):
        key = new_id()
        tell(stay(key, units=2))

        tell(stay(key, units=5))

        assert {row.capacity for row in rows(key)} == {5}

    def test_fewer_units_never_undercut_what_is_taken(self, tell):
        key = new_id()
        tell(stay(key, units=5))
        self.hold(key, 4)

        tell(stay(key, units=2))

        kept = {row.date: row.capacity for row in rows(key) if row.capacity != 2}
        assert kept == {DAY: 4}

    def test_what_was_kept_comes_down_once_it_is_free(self, tell):
        key = new_id()
        tell(stay(key, units=5))
        hold = self.hold(key, 4)
        tell(stay(key, units=2))
        inventory.release_hold(hold_id=hold.id, actor=SYSTEM, at=NOW)

        extend_calendars(at=NOW, time_zone="Asia/Kolkata")

        assert {row.capacity for row in rows(key)} == {2}


class TestWithdrawn:
    def test_sells_no_more_and_keeps_what_is_sold(self, tell):
        key = new_id()
        tell(stay(key))
        resource = Resource.objects.get(id=key)
        hold = inventory.place_hold(
            lines=[line(resource)], requester="x", expires_at=LATER, actor=SYSTEM, at=NOW
        )

        tell(catalog.AccommodationWithdrawn(accommodation_id=key, occurred_at=NOW))

        with pytest.raises(inventory_errors.NotAvailable):
            inventory.place_hold(
                lines=[line(resource)], requester="x", expires_at=LATER, actor=SYSTEM, at=NOW
            )
        assert inventory.confirm_hold(hold_id=hold.id, at=NOW)
        listed = inventory.list_dates(resource_id=key, first_date=DAY, end_date=DAY + ONE)
        assert listed[0].is_closed

    def test_published_again_sells_again(self, tell):
        key = new_id()
        tell(stay(key))
        tell(catalog.AccommodationWithdrawn(accommodation_id=key, occurred_at=NOW))

        tell(stay(key))

        assert Resource.objects.get(id=key).is_open


def test_the_calendar_grows_by_a_day_each_day_over_the_year_end():
    key = new_id()
    Resource.objects.create(
        id=key, item_id=key, kind="STAY", seller_id=key, time_zone="Asia/Kolkata", capacity=1,
        open_weekdays=[1, 2, 3, 4, 5, 6, 7], updated_at=NOW,
    )  # fmt: skip
    evening = dt.datetime(2026, 12, 31, 18, 29, tzinfo=dt.UTC)
    midnight = evening + dt.timedelta(minutes=1)

    counts = [
        extend_calendars(at=at, time_zone="Asia/Kolkata") for at in (evening, evening, midnight)
    ]

    assert counts == [365, 0, 1]
    assert rows(key).last().date == dt.date(2027, 12, 31)
