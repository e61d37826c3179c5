"""What an order would cost, before anything is written."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contexts.catalog.parts.accommodations.models import Accommodation
from contexts.inventory.models import Hold, Resource
from contexts.payments.models import TaxRule
from riz import clock
from riz.ids import new_id
from tests.contexts.booking.conftest import ONE

pytestmark = pytest.mark.django_db


@pytest.fixture
def quote(api):
    return lambda *items: api.post("/bookings/quote", {"items": list(items)})


@pytest.fixture
def stay(sold, wednesday):
    def wish(*, nights=1, start=wednesday, **facts):
        of = {
            "kind": "ACCOMMODATION",
            "item_id": str(sold.stay),
            "start_date": start.isoformat(),
            "end_date": (start + ONE * nights).isoformat(),
            "adults": 2,
        }
        return of | facts

    return wish


@pytest.fixture
def package(sold, wednesday):
    return {
        "kind": "PACKAGE",
        "item_id": str(sold.package),
        "start_date": wednesday.isoformat(),
        "adults": 2,
    }


def minor(money):
    assert money["currency"] == "INR"
    return money["amount_minor"]


def test_anybody_sees_the_whole_price_with_its_taxes_and_nothing_is_written(quote, stay, package):
    answer = quote(stay(nights=2, quantity=2, adults=5), package)

    assert answer.status_code == 200
    room, lakes = answer.json()["items"]
    # A unit for three costs 3,000 rupees, one for two 2,400, of each two nights, and 5 % of it all.
    one_night = [(1, 240_000), (1, 60_000), (1, 240_000)]
    assert [
        (line["quantity"], minor(line["unit_price"])) for line in room["lines"]
    ] == one_night * 2
    assert (minor(room["price"]), minor(room["tax"])) == (1_080_000, 54_000)
    for part in ("price", "tax", "total"):
        parts = [minor(item[part]) for item in (room, lakes)]
        assert minor(answer.json()[part]) == sum(parts)
    assert (room["refusal"], lakes["refusal"]) == (None, None)
    assert not Hold.objects.exists()


def test_terms_are_instants_of_the_place(quote, stay, wednesday):
    (room,) = quote(stay()).json()["items"]

    # Check-in is at one in the afternoon, in India half past seven in London.
    starts = dt.datetime.combine(wednesday, dt.time(7, 30), dt.UTC)
    assert room["travel_starts_at"] == starts.isoformat().replace("+00:00", "Z")
    assert [
        (dt.datetime.fromisoformat(each["until"]), minor(each["charge"]))
        for each in room["charges"]
    ] == [(starts - ONE * 7, 0), (starts - ONE * 2, minor(room["total"]) // 2)]
    assert dt.datetime.fromisoformat(room["free_until"]) == starts - ONE * 7


def test_each_thing_says_why_it_can_not_be_had_and_the_others_are_priced(
    quote, stay, package, sold
):
    Resource.objects.filter(id=sold.package).update(is_open=False)

    found = quote(
        stay(),
        stay(item_id=str(new_id())),
        stay(start=clock.now().date() - ONE * 9, nights=2),
        package,
    ).json()

    assert [item["refusal"] for item in found["items"]] == [
        None,
        "catalog.accommodation_not_found",
        "booking.date_past",
        "inventory.not_on_sale",
    ]
    assert all(item["refusal_message"] for item in found["items"][1:])
    assert minor(found["items"][3]["total"]) > 0
    assert found["items"][1]["lines"] == []


def test_things_of_one_order_take_from_the_same_stock(quote, stay):
    first, second, third = quote(stay(), stay(), stay()).json()["items"]

    assert (first["refusal"], second["refusal"]) == (None, None)
    assert third["refusal"] == "inventory.sold_out"


def test_one_order_has_one_currency(quote, stay, package, sold):
    TaxRule.objects.filter(supply="ACCOMMODATION", up_to_minor=None).update(currency="USD")
    Accommodation.objects.filter(id=sold.stay).update(currency="USD")
    Resource.objects.filter(id=sold.stay).update(currency="USD")

    found = quote(package, stay()).json()

    assert [item["refusal"] for item in found["items"]] == [None, "booking.wrong_currency"]
    assert found["total"] == found["items"][0]["total"]


def test_stock_is_looked_at_once_for_all(quote, package, sold):
    def statements(*items):
        with CaptureQueriesContext(connection) as seen:
            assert quote(*items).status_code == 200
        return sum("inventory_resource" in query["sql"] for query in seen)

    assert statements(package) == statements(*[package] * 10) == 1


@pytest.mark.parametrize("items", [[], [{}], [{"kind": "TRAIN"}], "x", [None]])
def test_what_can_not_be_read_is_refused(api, items):
    assert api.post("/bookings/quote", {"items": items}).status_code == 422
