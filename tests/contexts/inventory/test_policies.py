"""Staff screens show exactly the stock that each caller may see."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib import admin
from django.test import RequestFactory

from contexts.inventory import api as inventory
from contexts.inventory.domain import policies
from contexts.inventory.errors import HoldNotFound
from contexts.inventory.models import Hold, Resource, StockDate
from contexts.inventory.use_cases.change_dates import DateChange, change_dates
from contexts.inventory.use_cases.place_hold import place_hold
from contexts.inventory.use_cases.release_hold import release_hold
from riz.actor import ANONYMOUS, SYSTEM, Actor, Grant
from riz.errors import Forbidden
from riz.ids import new_id
from riz.policies import allows
from tests.contexts.inventory.factories import DAY, LATER, NOW, line, open_calendar
from tests.support.reaching import callers

pytestmark = pytest.mark.django_db
HERE, THERE, PACKAGE = (new_id() for _ in range(3))
CALLERS = callers("inventory.manage", owner_id=new_id(), here=HERE, there=THERE, asset_id=PACKAGE)


@pytest.fixture
def stock():
    return [
        open_calendar(days=2, seller_id=HERE),
        open_calendar(days=2, seller_id=HERE, id=PACKAGE),
        open_calendar(days=2, seller_id=HERE, item_id=PACKAGE, starts_at=dt.time(16, 30)),
        open_calendar(days=2, seller_id=THERE),
        open_calendar(days=2),
    ]


@pytest.mark.requirement("ASVS 5.0 8.2.2", "ASVS 5.0 8.4.1")
@pytest.mark.parametrize("name", sorted(CALLERS))
def test_lists_show_what_may_be_seen(stock, name, monkeypatch):
    actor = CALLERS[name]
    monkeypatch.setattr("contexts.inventory.admin.actor_of_staff", lambda request: actor)

    def shown(model):
        request = RequestFactory().get("/")
        return set(admin.site.get_model_admin(model).get_queryset(request))

    may_see = {row for row in stock if allows(actor, policies.READ_STOCK, row)}
    assert shown(Resource) == may_see
    assert {date.resource for date in shown(StockDate)} == may_see
    for row in stock:
        inventory.place_hold(
            lines=[line(row)], requester="x", expires_at=LATER, actor=SYSTEM, at=NOW
        )
    assert {held.lines.get().resource for held in shown(Hold)} == may_see


@pytest.mark.parametrize("name", sorted(CALLERS))
def test_dates_change_where_the_policy_says(stock, name):
    actor = CALLERS[name]
    dates = list(StockDate.objects.filter(date=DAY).select_related("resource"))

    change_dates(
        dates=[row.pk for row in dates], change=DateChange(is_closed=True), actor=actor, at=NOW
    )

    closed = {row.resource_id for row in StockDate.objects.filter(is_closed=True)}
    assert closed == {row.id for row in stock if allows(actor, policies.READ_STOCK, row)}


class TestHolds:
    def hold(self, *resources):
        return inventory.place_hold(
            lines=[line(row) for row in resources],
            requester="booking:1",
            expires_at=LATER,
            actor=SYSTEM,
            at=NOW,
        )

    @pytest.mark.requirement("ASVS 5.0 8.2.2")
    def test_staff_gives_up_what_holds_their_sellers_stock_alone(self, stock):
        here, _, _, there, _ = stock
        mixed, own = self.hold(here, there), self.hold(here)

        with pytest.raises(HoldNotFound):
            release_hold(hold_id=mixed.id, at=NOW, actor=CALLERS["here"])
        with pytest.raises(HoldNotFound):
            release_hold(hold_id=own.id, at=NOW, actor=CALLERS["there"])
        release_hold(hold_id=own.id, at=NOW, actor=CALLERS["here"])
        release_hold(hold_id=mixed.id, at=NOW, actor=CALLERS["everywhere"])

        assert set(Hold.objects.values_list("state", flat=True)) == {"RELEASED"}

    def test_nobody_places_one(self, stock):
        with pytest.raises(Forbidden):
            place_hold(lines=[line(stock[0])], expires_at=LATER, at=NOW, actor=ANONYMOUS)
        assert not Hold.objects.exists()

    def test_a_program_without_the_scope_places_none(self, stock):
        grants = frozenset({Grant(permission="inventory.manage")})
        program = Actor(id=new_id(), grants=grants, scopes=frozenset({"inventory:read"}))

        with pytest.raises(Forbidden):
            place_hold(lines=[line(stock[0])], expires_at=LATER, at=NOW, actor=program)
