"""Two kinds of rooms and another seller's walk in one order: paid in two parts, moved by a night, and a room less."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from contexts.booking.models import DepositRule, OrderPayable
from contexts.booking.use_cases.verify_audits import verify_audits
from contexts.catalog.parts.accommodations.models import Accommodation
from contexts.catalog.parts.accommodations.use_cases.register_accommodation import (
    register_accommodation,
)
from contexts.catalog.parts.experiences.models import Experience
from contexts.catalog.parts.experiences.use_cases.register_experience import register_experience
from contexts.identity import api as identity
from contexts.inventory import api as inventory
from contexts.inventory.use_cases.audit_stock import audit_stock
from contexts.payments.models import Payable
from riz import clock
from riz.actor import SYSTEM
from riz.outbox import relay
from tests.contexts.catalog.facts import LAKESIDE_ROOM, PALACE_BY_BOAT

NIGHT = dt.timedelta(days=1)
WALK_AT = dt.time(16, 30)


@pytest.fixture
def offers(portal):
    """Return a cottage and a room of one seller, which takes deposits, and a guided walk of another."""
    (cottage,) = Accommodation.objects.all()
    town = cottage.destination.slug
    of_first = {"seller_id": cottage.seller_id, "actor": SYSTEM, "at": clock.now()}
    guide = identity.ensure_organisation(slug="guides", name="Guides", at=clock.now())
    room = register_accommodation(
        facts=replace(LAKESIDE_ROOM, destination=town, amenities=()), **of_first
    )
    walk = register_experience(
        facts=replace(PALACE_BY_BOAT, destinations=(town,), start_times=(WALK_AT,)),
        **{**of_first, "seller_id": guide.id},
    )
    DepositRule.objects.create(seller_id=cottage.seller_id, percent=30, balance_due_days=7)
    relay.drain(strict=True)
    return {"cottage": cottage.id, "room": room.id, "walk": walk.id}


@pytest.fixture
def first_night(offers):
    hours = Experience.objects.get(id=offers["walk"]).opening_hours
    weekday = hours.filter(opens_at__lte=WALK_AT, closes_at__gt=WALK_AT).first().weekday
    soon = clock.now().date() + NIGHT * 45
    return soon + NIGHT * ((weekday - soon.isoweekday()) % 7)


def stay(item_id, start, nights, **party):
    return {
        "kind": "ACCOMMODATION",
        "item_id": str(item_id),
        "start_date": str(start),
        "end_date": str(start + NIGHT * nights),
        **party,
    }


def sold(item_id, start, nights):
    dates = inventory.list_dates(
        resource_id=item_id, first_date=start, end_date=start + NIGHT * nights
    )
    return [date.sold for date in dates]


def minor(money):
    return money["amount_minor"]


def pay_what_is_open(anita, order_id, settle):
    order = anita.get(f"/orders/{order_id}")
    for payable in order["payables"]:
        if payable["status"] == "OPEN":
            anita.pay({"payable_id": payable["id"]}, "pm_sandbox_success")
    settle()
    return anita.get(f"/orders/{order_id}")


def came(order_id):
    """What payments took for an order and has not sent back, to the paisa."""
    ids = Payable.objects.filter(id__in=ids_of(order_id))
    return sum(row.paid_minor - row.refunded_minor for row in ids)


def ids_of(order_id):
    return OrderPayable.objects.filter(order_id=order_id).values_list("id", flat=True)


def test_stock_and_money_agree_to_the_paisa(anita, offers, first_night, settle):
    cottage, room, walk = offers["cottage"], offers["room"], offers["walk"]
    wishes = [
        stay(cottage, first_night, 2, adults=2, children=1, child_ages=[9]),
        stay(room, first_night, 2, adults=2),
        {
            "kind": "EXPERIENCE",
            "item_id": str(walk),
            "start_date": str(first_night),
            "start_time": "16:30:00",
            "adults": 4,
            "children": 1,
            "child_ages": [9],
        },
    ]
    quote = anita.post("/bookings/quote", {"items": wishes}, status=200)
    assert [item["refusal"] for item in quote["items"]] == [None] * 3
    assert minor(quote["due_now"]) < minor(quote["total"])

    order = anita.post("/bookings", {"items": wishes, "expected_total": quote["total"]})
    stays, guided = order["bookings"]
    assert (stays["reference"], guided["reference"]) == (
        f"{order['reference']}-1",
        f"{order['reference']}-2",
    )
    assert [(one["purpose"], one["amount"]) for one in order["payables"]] == [
        ("DEPOSIT", quote["due_now"])
    ]

    # The deposit confirms all of it: the walk is paid whole, the rooms for a part.
    order = pay_what_is_open(anita, order["id"], settle)
    assert [each["status"] for each in order["bookings"]] == ["CONFIRMED", "CONFIRMED"]
    assert [each["payment_status"] for each in order["bookings"]] == ["PARTIAL", "PAID"]
    assert order["payables"][-1]["purpose"] == "BALANCE"
    assert came(order["id"]) == minor(quote["due_now"])

    order = pay_what_is_open(anita, order["id"], settle)
    assert order["paid"] == order["total"] == quote["total"]
    assert came(order["id"]) == minor(quote["total"])

    # Both rooms a night later, at the same price: it happens at once.
    stays = order["bookings"][0]
    later = first_night + NIGHT
    moved = [
        {**stay(item["item_id"], later, 2, adults=item["adults"]), "id": item["id"]}
        | {"children": item["children"], "child_ages": item["child_ages"]}
        for item in stays["items"]
    ]
    cost = anita.post(f"/bookings/{stays['id']}/modification-quote", {"items": moved}, status=200)
    assert minor(cost["difference"]) == 0
    answer = anita.api.post(
        f"/bookings/{stays['id']}/modify",
        {"items": moved, "expected_difference": cost["difference"]},
        headers={"If-Match": f'"{stays["version"]}"', "Idempotency-Key": "move"},
    )
    assert answer.status_code == 200, answer.content
    assert sold(cottage, first_night, 3) == sold(room, first_night, 3) == [0, 1, 1]

    # The second room is dropped, early enough for all of its money.
    stays = answer.json()
    dropped = stays["items"][1]
    answer = anita.try_put(
        f"/bookings/{stays['id']}/cancel",
        {"parts": [{"id": dropped["id"]}]},
        version=stays["version"],
    )
    assert answer.status_code == 200, answer.content
    settle()
    settle()

    order = anita.get(f"/orders/{order['id']}")
    assert order["bookings"][0]["refunded"] == dropped["total"]
    assert minor(order["total"]) == minor(quote["total"]) - minor(dropped["total"])
    assert came(order["id"]) == minor(order["total"])
    assert sold(cottage, first_night, 3) == [0, 1, 1]
    assert sold(room, first_night, 3) == [0, 0, 0]
    (slot,) = inventory.find_slots(
        item_ids=[walk], first_date=first_night, end_date=later, at=clock.now()
    )
    assert sold(slot.resource_id, first_night, 1) == [5]
    assert (verify_audits(), audit_stock(at=clock.now())) == ({}, 0)
