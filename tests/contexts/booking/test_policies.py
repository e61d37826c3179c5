"""A list shows exactly the bookings that each caller can open, and the staff screen those that it can look into."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import RequestFactory

from contexts.booking import errors, queries
from contexts.booking.domain import policies
from contexts.booking.models import Booking
from riz.actor import Actor, Grant
from riz.ids import new_id
from riz.pages import PageRequest
from riz.policies import allows
from tests.contexts.booking.factories import BookingFactory, add_item
from tests.support.reaching import callers

pytestmark = pytest.mark.django_db
HERE, THERE, OWNER, PACKAGE = (new_id() for _ in range(4))
CALLERS = callers("booking.read_any", owner_id=OWNER, here=HERE, there=THERE, asset_id=PACKAGE)
SEEN = {
    "owner": {"own"},
    "stranger": set(),
    "anonymous": set(),
    "system": {"own", "here", "there", "package here", "several here", "package there"},
    "everywhere": {"own", "here", "there", "package here", "several here", "package there"},
    "here": {"here", "package here", "several here"},
    "there": {"there", "package there"},
    "one thing": {"package here", "several here"},
    "one thing, assigned by others": {"package there"},
    "one thing of nobody's": set(),
    "program without a scope": set(),
}


@pytest.fixture
def bookings():
    several = BookingFactory(seller_id=HERE, item_id=PACKAGE)
    for item_id in (PACKAGE, new_id()):
        add_item(several, item_id=item_id)
    return {
        "several here": several,
        "own": BookingFactory(created_by=OWNER),
        "here": BookingFactory(seller_id=HERE),
        "there": BookingFactory(seller_id=THERE),
        "package here": BookingFactory(seller_id=HERE, item_id=PACKAGE),
        "package there": BookingFactory(seller_id=THERE, item_id=PACKAGE),
    }


def opens(booking, actor):
    try:
        queries.get_visible_booking(booking_id=booking.id, actor=actor)
    except errors.BookingNotFound:
        return False
    return True


@pytest.mark.requirement("ASVS 5.0 8.2.2", "ASVS 5.0 8.4.1")
@pytest.mark.parametrize("name", sorted(CALLERS))
def test_a_list_shows_what_can_be_opened(bookings, name):
    actor = CALLERS[name]
    listed = queries.list_bookings(
        actor=actor, wanted=queries.BookingFilter(), page=PageRequest(limit=100, cursor=None)
    )

    shown = {booking.id for booking in listed.results}
    assert len(listed.results) == len(shown)
    assert shown == {row.id for row in bookings.values() if opens(row, actor)}
    assert shown == {row.id for row in bookings.values() if allows(actor, policies.READ, row)}
    assert shown == {bookings[one].id for one in SEEN[name]}


@pytest.mark.requirement("ASVS 5.0 8.2.2")
@pytest.mark.parametrize("name", sorted(CALLERS))
def test_the_staff_screen_shows_what_may_be_looked_into(bookings, name, monkeypatch):
    actor = CALLERS[name]
    monkeypatch.setattr("contexts.booking.admin.bookings.actor_of_staff", lambda request: actor)
    screen = admin.site.get_model_admin(Booking)

    rows = [row.id for row in screen.get_queryset(RequestFactory().get("/"))]

    assert sorted(rows) == sorted(
        row.id for row in bookings.values() if allows(actor, policies.READ_AUDIT, row)
    )


def test_who_manages_one_of_several_things_changes_none(bookings):
    one = Grant(permission="booking.manage_any", organisation_id=HERE, asset_id=PACKAGE)
    manager = Actor(id=new_id(), kind="user", grants=frozenset({one}))

    for action in (policies.HOLD, policies.CANCEL, policies.MODIFY):
        assert allows(manager, action, bookings["package here"])
        assert not allows(manager, action, bookings["several here"])
