"""Experiences by their starts: what is counted, listed, sold, managed and named."""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations import RunSQL
from django.urls import reverse

from contexts.catalog import events as catalog
from contexts.catalog.contracts import Start
from contexts.inventory import api as inventory
from contexts.inventory import errors
from contexts.inventory.contracts import HoldLine, slot_id
from contexts.inventory.handlers import close_slot, open_slot
from contexts.inventory.models import Resource, StockDate
from contexts.inventory.use_cases.extend_calendars import extend_calendars
from contexts.inventory.use_cases.release_hold import release_hold
from riz import clock
from riz.actor import SYSTEM, Actor, Grant
from riz.ids import new_id
from tests.contexts.booking.conftest import staff_screens
from tests.contexts.catalog.factories import ExperienceFactory
from tests.contexts.inventory.factories import DAY, LATER, NOW, ONE, ResourceFactory
from tests.support.sellers import desk_of, make_seller

pytestmark = pytest.mark.django_db
MORNING, EVENING = dt.time(9), dt.time(16, 30)
EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)


def publish(key, *times, weekdays=EVERY_DAY, at=NOW, **facts):
    given = {
        "experience_id": key,
        "seller_id": key,
        "time_zone": "Asia/Kolkata",
        "daily_capacity": 10,
        "open_weekdays": EVERY_DAY,
        "starts": tuple(Start(time=time, weekdays=weekdays) for time in times),
        "occurred_at": at,
    }
    open_slot(catalog.ExperiencePublished(**{**given, **facts}), None)


def found(*keys, first=DAY, days=1, at=NOW):
    return inventory.find_slots(item_ids=keys, first_date=first, end_date=first + ONE * days, at=at)


def starts(key):
    return [slot.starts_at for slot in found(key)]


def hold(key, starts_at, *, date=DAY, quantity=1, at=NOW):
    line = HoldLine(
        resource_id=slot_id(item_id=key, starts_at=starts_at),
        first_date=date,
        end_date=date + ONE,
        quantity=quantity,
    )
    return inventory.place_hold(
        lines=[line], requester="x", expires_at=at + (LATER - NOW), actor=SYSTEM, at=at
    )


@pytest.fixture
def key():
    return new_id()


def test_ids_of_slots_are_forever():
    item = UUID("0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d13")

    assert slot_id(item_id=item, starts_at=None) == item
    assert slot_id(item_id=item, starts_at=EVENING) == UUID("1693d2aa-add6-5210-8950-b1d50aa1b5da")


class TestFollowing:
    def test_without_starts_the_day_is_one_slot(self, key):
        publish(key)

        (slot,) = found(key)
        assert (slot.resource_id, slot.item_id, slot.starts_at) == (key, key, None)
        assert [(date.date, date.free, date.is_closed) for date in slot.dates] == [(DAY, 10, False)]

    def test_each_start_has_the_capacity_to_itself(self, key):
        publish(key, EVENING, MORNING)

        hold(key, MORNING, quantity=10)

        free = {slot.starts_at: slot.dates[0].free for slot in found(key)}
        assert free == {MORNING: 0, EVENING: 10}
        assert list(free) == [MORNING, EVENING]
        with pytest.raises(errors.SoldOut):
            hold(key, MORNING)

    def test_a_start_is_open_on_its_weekdays_alone(self, key):
        publish(key, MORNING, weekdays=(3, 6))

        (slot,) = found(key, days=7)

        assert {date.date.isoweekday() for date in slot.dates if not date.is_closed} == {3, 6}

    def test_told_twice_changes_nothing(self, key):
        publish(key, MORNING)
        before = list(StockDate.objects.values_list("resource_id", "date").order_by("id"))

        publish(key, MORNING)

        assert list(StockDate.objects.values_list("resource_id", "date").order_by("id")) == before
        assert len(before) == 365

    def test_starts_come_in_the_place_of_the_day_and_it_in_theirs(self, key):
        publish(key)
        sold = hold(key, None)

        publish(key, MORNING)

        assert starts(key) == [MORNING]
        with pytest.raises(errors.NotOnSale):
            hold(key, None)
        assert inventory.confirm_hold(hold_id=sold.id, at=NOW)

        publish(key)

        assert starts(key) == [None]
        assert found(key)[0].dates[0].free == 9

    def test_a_start_that_is_gone_keeps_what_is_sold_and_may_come_back(self, key):
        publish(key, MORNING, EVENING)
        sold = hold(key, MORNING)
        inventory.confirm_hold(hold_id=sold.id, at=NOW)

        publish(key, EVENING)

        assert starts(key) == [EVENING]
        with pytest.raises(errors.NotOnSale):
            hold(key, MORNING)
        assert inventory.get_hold(hold_id=sold.id).state == "CONFIRMED"

        publish(key, MORNING, EVENING, daily_capacity=4, weekdays=(3,))

        (morning, _) = found(key, days=2)
        assert [(date.free, date.is_closed) for date in morning.dates] == [(3, False), (4, True)]

    def test_withdrawing_closes_all_and_offering_again_opens_what_was_open(self, key):
        publish(key, MORNING, EVENING)
        publish(key, EVENING)

        close_slot(catalog.ExperienceWithdrawn(experience_id=key, occurred_at=NOW), None)

        assert found(key) == ()
        with pytest.raises(errors.NotOnSale):
            hold(key, EVENING)
        publish(key, EVENING)
        assert starts(key) == [EVENING]

    def test_calendars_of_slots_grow_and_of_closed_days_do_not(self, key):
        publish(key, MORNING)

        assert extend_calendars(at=NOW + ONE, time_zone="Asia/Kolkata") == 1


class TestStarting:
    def test_a_slot_is_sold_until_it_starts(self, key):
        publish(key, MORNING, EVENING)
        nine = clock.local_instant(DAY, MORNING, "Asia/Kolkata")

        hold(key, MORNING, at=nine - dt.timedelta(microseconds=1))
        with pytest.raises(errors.AlreadyStarted):
            hold(key, MORNING, at=nine)
        hold(key, EVENING, at=nine)
        hold(key, MORNING, date=DAY + ONE, at=nine)

        closed = {
            slot.starts_at: [date.is_closed for date in slot.dates]
            for slot in found(key, first=DAY - ONE, days=3, at=nine)
        }
        assert closed == {MORNING: [True, True, False], EVENING: [True, False, False]}

    def test_of_yesterday_there_is_none(self, key):
        publish(key, MORNING)

        with pytest.raises(errors.DateInPast):
            hold(key, MORNING, date=NOW.date() - ONE)

    def test_the_day_as_a_whole_is_sold_until_it_ends(self, key):
        publish(key)
        midnight = clock.local_instant(DAY + ONE, dt.time(), "Asia/Kolkata")

        hold(key, None, at=midnight - dt.timedelta(microseconds=1))
        with pytest.raises(errors.DateInPast):
            hold(key, None, at=midnight)

    def test_a_start_that_clocks_leave_out_is_as_much_later(self, key):
        sunday = dt.date(2026, 3, 29)
        publish(key, dt.time(2, 30), time_zone="Europe/Berlin")
        due = dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC)

        hold(key, dt.time(2, 30), date=sunday, at=due - dt.timedelta(minutes=1))
        with pytest.raises(errors.AlreadyStarted):
            hold(key, dt.time(2, 30), date=sunday, at=due)


class TestFinding:
    def test_several_items_take_one_statement(self, key, django_assert_num_queries):
        others = [new_id() for _ in range(11)]
        publish(key, MORNING, EVENING)
        for other in others:
            publish(other)

        for keys in ([key], [key, *others, new_id()]):
            with django_assert_num_queries(1):
                slots = found(*keys, days=30)
            assert {slot.item_id for slot in slots} == set(keys) & {key, *others}
        assert all(len(slot.dates) == 30 for slot in slots)

    def test_only_experiences_have_slots(self):
        assert found(ResourceFactory().id) == ()

    def test_a_slot_beyond_the_calendar_has_no_dates(self, key):
        publish(key, MORNING)

        (slot,) = found(key, first=DAY + ONE * 400)
        assert slot.dates == ()


class TestOverHttp:
    def ask(self, api, key, days=2):
        first = clock.now().date() + ONE * 30
        return api.get("/inventory/slots", item_id=key, start=first, end=first + ONE * days)

    def test_anyone_sees_when_it_starts_and_what_is_free(self, api, key):
        publish(key, EVENING, MORNING, at=clock.now())

        answer = self.ask(api, key)

        assert answer.status_code == 200
        assert answer.json()["item_id"] == str(key)
        slots = answer.json()["slots"]
        assert [slot["starts_at"] for slot in slots] == ["09:00:00", "16:30:00"]
        assert slots[1]["resource_id"] == str(slot_id(item_id=key, starts_at=EVENING))
        assert [(date["free"], date["is_closed"]) for date in slots[0]["dates"]] == [
            (10, False),
            (10, False),
        ]

    def test_what_is_withdrawn_has_none_and_what_is_unknown_is_not_found(self, api, key):
        publish(key, MORNING)
        close_slot(catalog.ExperienceWithdrawn(experience_id=key, occurred_at=NOW), None)

        assert self.ask(api, key).json() == {"item_id": str(key), "slots": []}
        unknown = self.ask(api, new_id())
        assert (unknown.status_code, unknown.json()["code"]) == (404, "inventory.unknown_resource")

    @pytest.mark.parametrize(("days", "status"), [(0, 422), (92, 200), (93, 422)])
    def test_takes_at_most_92_days(self, api, key, days, status):
        publish(key)

        assert self.ask(api, key, days).status_code == status


class TestManaging:
    @pytest.mark.requirement("ASVS 5.0 8.2.2", "ASVS 5.0 8.4.1")
    def test_whoever_cares_for_an_experience_reaches_its_slots_and_no_others(self):
        seller = make_seller("Lakeside Boats")
        kept, other = new_id(), new_id()
        for key in (kept, other):
            publish(key, EVENING, seller_id=seller.id)
        desk = desk_of(seller, "ASSET_MANAGER", assets=[("EXPERIENCE", kept)])
        reached = slot_id(item_id=kept, starts_at=EVENING)

        listed = desk.get(reverse("admin:inventory_resource_changelist")).context["cl"].result_list
        dates = StockDate.objects.filter(date=DAY)
        desk.post(
            reverse("admin:inventory_stockdate_changelist"),
            {"action": "close_dates", "_selected_action": [row.pk for row in dates]},
        )

        assert {row.pk for row in listed} == {reached, kept}
        assert {row.resource_id for row in dates.filter(is_closed=True)} == {reached}

    @pytest.mark.requirement("ASVS 5.0 8.2.2")
    def test_whoever_cares_for_an_experience_gives_up_holds_of_its_slots(self, key):
        seller_id, other = new_id(), new_id()
        for each in (key, other):
            publish(each, EVENING, seller_id=seller_id)
        grant = Grant(permission="inventory.manage", organisation_id=seller_id, asset_id=key)
        actor = Actor(id=new_id(), kind="operator", grants=frozenset({grant}))

        with pytest.raises(errors.HoldNotFound):
            release_hold(hold_id=hold(other, EVENING).id, actor=actor, at=NOW)
        released = release_hold(hold_id=hold(key, EVENING).id, actor=actor, at=NOW)

        assert released.state == "RELEASED"

    def test_screens_name_the_experience_and_the_time(self):
        experience = ExperienceFactory(title="Boat to the palace")
        publish(experience.pk, EVENING)
        hold(experience.pk, EVENING)
        slot = slot_id(item_id=experience.pk, starts_at=EVENING)
        screens = staff_screens(email="clerk@riz.example")

        for screen, pk in (
            ("resource", slot),
            ("stockdate", StockDate.objects.get(resource=slot, date=DAY).pk),
        ):
            page = screens.get(reverse(f"admin:inventory_{screen}_change", args=[pk]))
            assert "Boat to the palace, 16:30" in page.content.decode(), screen
        address = reverse("admin:inventory_stockdate_changelist")
        named, unnamed = (
            screens.get(address, {"q": words}).context["cl"].result_count
            for words in ("boat to the palace", "nobody")
        )
        assert (named, unnamed) == (365, 0)


class TestRowsOfBefore:
    def test_they_are_their_own_item(self):
        rows = [ResourceFactory(), ResourceFactory(kind="SLOT")]
        (fill,) = [
            operation
            for operation in import_module(
                "contexts.inventory.migrations.0005_slots"
            ).Migration.operations
            if isinstance(operation, RunSQL)
        ]
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE inventory_resource DROP CONSTRAINT one_resource_per_start")
            cursor.execute("ALTER TABLE inventory_resource ALTER item_id DROP NOT NULL")
            cursor.execute("UPDATE inventory_resource SET item_id = NULL")
            cursor.execute(fill.sql)
            cursor.execute("ALTER TABLE inventory_resource ALTER item_id SET NOT NULL")

        for row in rows:
            row.refresh_from_db()
        assert [(row.item_id, row.starts_at) for row in rows] == [(row.id, None) for row in rows]

    @pytest.mark.parametrize("starts_at", [None, EVENING])
    def test_a_start_is_counted_once(self, key, starts_at):
        ResourceFactory(item_id=key, starts_at=starts_at)

        with pytest.raises(IntegrityError), transaction.atomic():
            ResourceFactory(item_id=key, starts_at=starts_at)
        ResourceFactory(item_id=key, starts_at=MORNING)
        assert Resource.objects.filter(item_id=key).count() == 2
