"""What people of one seller see and do on the staff screens of inventory: their own stock, and nothing of another's."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contexts.inventory import models
from contexts.inventory.contracts import HoldState
from contexts.inventory.use_cases.place_hold import place_hold
from riz.actor import SYSTEM
from riz.ids import new_id
from tests.contexts.inventory.factories import LATER, NOW, ResourceFactory, line, open_calendar
from tests.support.sellers import desk_of, make_seller

pytestmark = pytest.mark.django_db
SCREENS = ("resource", "stockdate", "hold")


@pytest.fixture
def mine():
    return make_seller("Lakeside Hotels")


@pytest.fixture
def theirs():
    return make_seller("Hilltop Hotels")


@pytest.fixture
def desk(mine):
    return desk_of(mine)


def hold_of(*resources):
    placed = place_hold(
        requester=f"booking:{new_id()}",
        lines=[line(each) for each in resources],
        expires_at=LATER,
        actor=SYSTEM,
        at=NOW,
    )
    return models.Hold.objects.get(id=placed.id)


def stock_of(seller):
    """A resource of the seller, a date of its calendar and a hold, by the names of their screens."""
    resource = open_calendar(seller_id=seller.id, days=2)
    return {
        "resource": resource,
        "stockdate": models.StockDate.objects.filter(resource=resource).order_by("date").first(),
        "hold": hold_of(resource),
    }


def list_of(screen):
    return reverse(f"admin:inventory_{screen}_changelist")


def path_of(screen, row, act="change"):
    return reverse(f"admin:inventory_{screen}_{act}", args=[row.pk if hasattr(row, "pk") else row])


def act(desk, screen, row, action, **sent):
    chosen = {"action": action, "_selected_action": [str(row.pk)], **sent}
    return desk.post(list_of(screen), chosen, follow=True)


class TestSeeing:
    @pytest.mark.requirement("ASVS 5.0 8.4.1")
    @pytest.mark.parametrize("screen", SCREENS)
    def test_lists_show_ones_own_alone(self, desk, mine, theirs, screen):
        own, foreign = stock_of(mine)[screen], stock_of(theirs)[screen]

        for query in ({}, {"q": str(foreign.pk)}, {"q": str(theirs.id)}, {"e": "1"}):
            shown = desk.get(list_of(screen), query, follow=True).content.decode()
            assert path_of(screen, foreign) not in shown, query
        assert path_of(screen, own) in desk.get(list_of(screen)).content.decode()

    @pytest.mark.requirement("ASVS 5.0 8.2.2")
    @pytest.mark.parametrize("screen", SCREENS)
    def test_a_foreign_thing_looks_like_one_that_is_not_there(self, desk, mine, theirs, screen):
        own, foreign = stock_of(mine)[screen], stock_of(theirs)[screen]
        absent = type(foreign)(pk=999_999_999 if isinstance(foreign.pk, int) else new_id())

        for act_name in ("change", "history"):
            seen = desk.get(path_of(screen, foreign, act_name), follow=True)
            none = desk.get(path_of(screen, absent, act_name), follow=True)
            assert (seen.status_code, seen.redirect_chain) == (
                none.status_code,
                none.redirect_chain,
            )
        assert desk.get(path_of(screen, own)).status_code == 200

    @pytest.mark.requirement("ASVS 5.0 8.2.3")
    def test_a_shared_hold_shows_ones_own_lines_alone(self, desk, mine, theirs):
        own, foreign = stock_of(mine)["resource"], stock_of(theirs)["resource"]
        shared = hold_of(own, foreign)

        (lines,) = desk.get(path_of("hold", shared)).context["inline_admin_formsets"]

        assert {line.resource_id for line in lines.formset.queryset} == {own.pk}

    @pytest.mark.requirement("ASVS 5.0 8.4.1")
    def test_an_asset_manager_sees_what_is_assigned_alone(self, mine, theirs):
        kept, other, foreign = (stock_of(each)["resource"] for each in (mine, mine, theirs))
        desk = desk_of(
            mine,
            "ASSET_MANAGER",
            assets=[("ACCOMMODATION", kept.pk), ("ACCOMMODATION", foreign.pk)],
        )

        for screen in SCREENS:
            shown = desk.get(list_of(screen)).content.decode()
            assert str(foreign.pk) not in shown
            assert str(other.pk) not in shown
        assert str(kept.pk) in desk.get(list_of("resource")).content.decode()

    @pytest.mark.parametrize("screen", SCREENS)
    def test_many_take_as_few_queries_as_one(self, desk, mine, theirs, screen):
        stock_of(mine)

        def count():
            with CaptureQueriesContext(connection) as seen:
                assert desk.get(list_of(screen)).status_code == 200
            return len(seen)

        assert count() <= 15
        resources = models.Resource.objects.bulk_create(
            ResourceFactory.build(seller_id=(mine if number % 2 else theirs).id)
            for number in range(30)
        )
        first = models.StockDate.objects.values_list("date", flat=True).first()
        models.StockDate.objects.bulk_create(
            models.StockDate(resource=each, date=first, capacity=each.capacity)
            for each in resources
        )
        holds = models.Hold.objects.bulk_create(
            models.Hold(
                requester=f"booking:{new_id()}",
                placed_at=NOW,
                expires_at=LATER,
                changed_at=NOW,
                state=HoldState.RELEASED,
            )
            for _ in resources
        )
        models.HoldLine.objects.bulk_create(
            models.HoldLine(
                hold=hold,
                resource=resource,
                first_date=first,
                end_date=first + dt.timedelta(days=1),
                quantity=1,
            )
            for hold, resource in zip(holds, resources, strict=True)
        )

        assert count() <= 15


class TestActing:
    @pytest.mark.requirement("ASVS 5.0 8.2.2")
    @pytest.mark.parametrize(
        ("action", "sent"),
        [
            ("close_dates", {}),
            ("block", {"value": "1"}),
            ("set_price", {"value": "100"}),
        ],
    )
    def test_foreign_dates_stay_as_they_are(self, desk, theirs, action, sent):
        date = stock_of(theirs)["stockdate"]
        before = models.StockDate.objects.values().get(pk=date.pk)

        act(desk, "stockdate", date, action, **sent)

        assert models.StockDate.objects.values().get(pk=date.pk) == before

    def test_ones_own_dates_are_closed(self, desk, mine):
        date = stock_of(mine)["stockdate"]

        act(desk, "stockdate", date, "close_dates")

        date.refresh_from_db()
        assert date.is_closed

    @pytest.mark.requirement("ASVS 5.0 8.2.2")
    def test_holds_of_others_are_not_released(self, desk, mine, theirs):
        own, foreign = stock_of(mine), stock_of(theirs)
        shared = hold_of(own["resource"], foreign["resource"])

        for hold in (foreign["hold"], shared, own["hold"]):
            act(desk, "hold", hold, "release")

        states = [
            models.Hold.objects.get(pk=each.pk).state
            for each in (foreign["hold"], shared, own["hold"])
        ]
        assert states == [HoldState.HELD, HoldState.HELD, HoldState.RELEASED]
