"""What people of one seller see and do on the staff screen of bookings: their own sales, and nothing of another's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contexts.booking import models
from contexts.identity.parts.organisations.use_cases.set_organisation_active import (
    set_organisation_active,
)
from riz import clock
from riz.actor import SYSTEM
from riz.ids import new_id
from tests.contexts.booking.conftest import staff_screens
from tests.contexts.booking.factories import BookingFactory
from tests.support.sellers import desk_of, make_seller

pytestmark = pytest.mark.django_db
LIST = "admin:booking_booking_changelist"


@pytest.fixture
def mine():
    return make_seller("Lakeside Hotels")


@pytest.fixture
def theirs():
    return make_seller("Hilltop Hotels")


@pytest.fixture
def desk(mine):
    return desk_of(mine)


def path_of(pk, act="change"):
    return reverse(f"admin:booking_booking_{act}", args=[pk])


@pytest.mark.requirement("ASVS 5.0 8.4.1")
def test_lists_show_ones_own_sales_alone(desk, mine, theirs):
    own, foreign = BookingFactory(seller_id=mine.id), BookingFactory(seller_id=theirs.id)

    for query in (
        {},
        {"q": foreign.reference},
        {"q": foreign.order.contact_email},
        {"q": str(theirs.id)},
        {"status__exact": "PENDING"},
        {"e": "1"},
    ):
        shown = desk.get(reverse(LIST), query, follow=True).content.decode()
        assert path_of(foreign.pk) not in shown, query
    assert path_of(own.pk) in desk.get(reverse(LIST)).content.decode()


@pytest.mark.requirement("ASVS 5.0 8.4.1")
def test_an_order_is_shown_to_who_sold_all_of_it(mine, theirs):
    thing = new_id()
    own, foreign = (
        BookingFactory(seller_id=mine.id, item_id=thing),
        BookingFactory(seller_id=theirs.id),
    )
    shared = BookingFactory(seller_id=mine.id, item_id=thing)
    BookingFactory(seller_id=theirs.id, order=shared.order)
    partly = BookingFactory(seller_id=mine.id, item_id=thing)
    BookingFactory(seller_id=mine.id, order=partly.order)
    orders = {
        "own": own.order,
        "foreign": foreign.order,
        "shared": shared.order,
        "partly": partly.order,
    }

    def shown(desk):
        page = desk.get(reverse("admin:booking_order_changelist")).content.decode()
        paths = {
            name: reverse("admin:booking_order_change", args=[row.pk])
            for name, row in orders.items()
        }
        return {name for name, path in paths.items() if path in page}

    assert shown(desk_of(mine)) == {"own", "partly"}
    assert shown(desk_of(mine, "ASSET_MANAGER", assets=[("PACKAGE", thing)])) == {"own"}
    assert shown(staff_screens(email="all@riz.example")) == {*orders}


@pytest.mark.requirement("ASVS 5.0 8.2.2")
def test_a_foreign_booking_looks_like_one_that_is_not_there(desk, mine, theirs):
    own, foreign = BookingFactory(seller_id=mine.id), BookingFactory(seller_id=theirs.id)

    for act in ("change", "history"):
        seen = desk.get(path_of(foreign.pk, act), follow=True)
        none = desk.get(path_of(new_id(), act), follow=True)
        assert (seen.status_code, seen.redirect_chain) == (none.status_code, none.redirect_chain)
        assert foreign.reference not in seen.content.decode()
    assert desk.get(path_of(own.pk)).status_code == 200


@pytest.mark.requirement("ASVS 5.0 8.2.2")
@pytest.mark.parametrize("role", ["SELLER_OWNER", "SELLER_MANAGER", "SELLER_STAFF"])
def test_a_foreign_booking_is_not_cancelled(mine, theirs, role):
    foreign = BookingFactory(seller_id=theirs.id)
    before = models.Booking.objects.values().get(pk=foreign.pk)
    chosen = {"action": "cancel", "reason": "x", "_selected_action": [str(foreign.pk)]}

    desk_of(mine, role).post(reverse(LIST), chosen, follow=True)

    assert models.Booking.objects.values().get(pk=foreign.pk) == before


@pytest.mark.requirement("ASVS 5.0 8.4.1")
def test_an_asset_manager_sees_sales_of_what_is_assigned_and_cancels_none(mine, theirs):
    thing = new_id()
    kept = BookingFactory(seller_id=mine.id, item_id=thing)
    other = BookingFactory(seller_id=mine.id)
    foreign = BookingFactory(seller_id=theirs.id, item_id=thing)
    desk = desk_of(mine, "ASSET_MANAGER", assets=[("PACKAGE", thing)])

    shown = desk.get(reverse(LIST)).content.decode()
    chosen = {"action": "cancel", "reason": "x", "_selected_action": [str(kept.pk)]}
    desk.post(reverse(LIST), chosen, follow=True)

    assert path_of(kept.pk) in shown
    assert path_of(other.pk) not in shown
    assert path_of(foreign.pk) not in shown
    kept.refresh_from_db()
    assert kept.status == "PENDING"


@pytest.mark.requirement("ASVS 5.0 8.2.1")
def test_nobody_of_a_suspended_seller_gets_in(mine):
    desk = desk_of(mine)
    assert desk.get(reverse(LIST)).status_code == 200

    set_organisation_active(organisation_id=mine.id, is_active=False, actor=SYSTEM, at=clock.now())

    assert desk.get(reverse(LIST)).status_code in {302, 403}


def test_many_take_as_few_queries_as_one(desk, mine, theirs):
    BookingFactory(seller_id=mine.id)

    def count():
        with CaptureQueriesContext(connection) as seen:
            assert desk.get(reverse(LIST)).status_code == 200
        return len(seen)

    assert count() <= 15
    for number in range(30):
        BookingFactory(seller_id=(mine if number % 2 else theirs).id)
    assert count() <= 15
