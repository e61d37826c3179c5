from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contexts.inventory import api as inventory
from contexts.inventory.models import StockDate
from riz.actor import SYSTEM
from riz.ids import new_id
from tests.contexts.booking.conftest import staff_screens
from tests.contexts.booking.factories import BookingFactory
from tests.contexts.inventory.factories import DAY, LATER, NOW, counters, line, open_calendar
from tests.support.crowds import count_crowd

pytestmark = pytest.mark.django_db


@pytest.fixture
def screens(db):
    return staff_screens(email="clerk@riz.example")


def act(screens, action, rows, **values):
    url = reverse("admin:inventory_stockdate_changelist")
    return screens.post(
        url, {"action": action, "_selected_action": [row.pk for row in rows], **values}, follow=True
    )


class TestDates:
    def test_actions_close_open_block_and_price(self, screens):
        resource = open_calendar(capacity=3)
        row = StockDate.objects.get(resource=resource, date=DAY)

        seen = []
        for action, value in (
            ("close_dates", ""),
            ("open_dates", ""),
            ("block", "2"),
            ("set_price", "990"),
            ("set_price", "0"),
        ):
            assert act(screens, action, [row], value=value).status_code == 200
            row.refresh_from_db()
            seen.append((row.is_closed, row.blocked, row.price_override_minor))

        assert seen == [
            (True, 0, None),
            (False, 0, None),
            (False, 2, None),
            (False, 2, 99_000),
            (False, 2, None),
        ]
        assert LogEntry.objects.count() == 5

    def test_more_than_is_free_is_not_blocked(self, screens):
        resource = open_calendar(capacity=3)
        inventory.place_hold(
            lines=[line(resource, quantity=2)],
            requester="x",
            expires_at=LATER,
            actor=SYSTEM,
            at=NOW,
        )
        row = StockDate.objects.get(resource=resource, date=DAY)

        answer = act(screens, "block", [row], value="2")

        row.refresh_from_db()
        assert row.blocked == 0
        assert "Block fewer" in answer.content.decode()

    def test_a_row_is_never_edited(self, screens):
        row = StockDate.objects.get(resource=open_calendar(), date=DAY)

        page = reverse("admin:inventory_stockdate_change", args=[row.pk])
        screens.post(page, {"sold": "3", "capacity": "1"})

        row.refresh_from_db()
        assert (row.sold, row.capacity) == (0, 3)


def test_a_hold_is_released(screens):
    resource = open_calendar()
    hold = inventory.place_hold(
        lines=[line(resource)], requester="booking:1", expires_at=LATER, actor=SYSTEM, at=NOW
    )
    url = reverse("admin:inventory_hold_changelist")

    screens.post(url, {"action": "release", "_selected_action": [str(hold.id)]})

    assert counters(resource)[DAY] == (0, 0)
    page = screens.get(reverse("admin:inventory_hold_change", args=[hold.id]))
    assert "not known" in page.content.decode()


def test_holds_of_orders_and_of_bookings_of_before_go_by_the_reference(screens):
    key, resource = new_id(), open_calendar(capacity=3)
    booking = BookingFactory(id=key, order__id=key)
    for requester in (f"order:{key}", f"booking:{key}", f"order:{new_id()}"):
        inventory.place_hold(
            lines=[line(resource)], requester=requester, expires_at=LATER, actor=SYSTEM, at=NOW
        )

    holds = reverse("admin:inventory_hold_changelist")
    answer = screens.get(holds, {"q": booking.reference.lower()})

    found = {row.requester for row in answer.context["cl"].result_list}
    assert found == {f"order:{key}", f"booking:{key}"}
    assert answer.content.decode().count(f">{booking.reference}</a>") == len(found)


def test_a_list_page_takes_fifteen_queries_at_most_at_a_thousand_rows(screens):
    resource = open_calendar(days=1)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO inventory_resource (id, item_id, starts_at, kind, seller_id, time_zone, capacity, open_weekdays,"
            " is_open, currency, base_price_minor, base_occupancy, extra_guest_minor, max_occupancy,"
            " updated_at) SELECT key, gen_random_uuid(), CASE WHEN n % 2 = 0 THEN time '16:30' END, kind, seller_id, time_zone, capacity,"
            " open_weekdays, true, currency, 0, 0, 0, 0, updated_at"
            " FROM inventory_resource, LATERAL (SELECT gen_random_uuid() AS key, n"
            " FROM generate_series(1, 1000) n) AS keys"
        )
        cursor.execute(
            "INSERT INTO inventory_date (resource_id, date, capacity, held, sold, blocked, min_stay,"
            " is_closed, closed_to_arrival, closed_to_departure) SELECT id, %s, 3, 0, 0, 0, 1,"
            " false, false, false FROM inventory_resource ON CONFLICT DO NOTHING",
            [DAY],
        )
        cursor.execute(
            "INSERT INTO inventory_hold (id, requester, state, placed_at, expires_at, changed_at)"
            " SELECT gen_random_uuid(), 'user:' || n, 'HELD', now(), now(), now()"
            " FROM generate_series(1, 1000) n"
        )
    count_crowd("inventory_resource", "inventory_date", "inventory_hold")

    counts = {}
    for table in ("resource", "stockdate", "hold"):
        for name, query in {
            "plain": {},
            "searched": {"q": str(resource.id)},
            "paged": {"p": 7},
        }.items():
            with CaptureQueriesContext(connection) as seen:
                url = reverse(f"admin:inventory_{table}_changelist")
                assert screens.get(url, query).status_code == 200
            counts[table, name] = len(seen)

    assert {place: n for place, n in counts.items() if n > 15} == {}


@pytest.mark.parametrize("table", ["resource", "stockdate", "hold"])
def test_staff_of_another_seller_see_nothing(screens, settings, table):
    resource = open_calendar(days=1)
    hold = inventory.place_hold(
        lines=[line(resource)], requester="x", expires_at=LATER, actor=SYSTEM, at=NOW
    )
    date = StockDate.objects.get(resource=resource)
    row = {"resource": resource, "stockdate": date, "hold": hold}[table]
    page = reverse(f"admin:inventory_{table}_changelist")
    shown = reverse(f"admin:inventory_{table}_change", args=[row.id])
    assert shown in screens.get(page).content.decode()

    settings.RIZ_STAFF_ACTOR = "tests.contexts.booking.conftest.staff_of_nobody"

    assert shown not in screens.get(page).content.decode()
