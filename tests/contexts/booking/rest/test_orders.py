"""Orders of several things over HTTP: what they are answered with, found by, changed to and given up."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contexts.booking.use_cases.apply_payment import apply_payment
from contexts.catalog.parts.experiences.models import Experience
from contexts.identity import api as identity
from riz import clock
from riz.ids import new_id
from riz.money import Money
from tests.contexts.booking.conftest import ONE, register, staff
from tests.contexts.booking.rest.conftest import keyed

pytestmark = pytest.mark.django_db
MOST_ITEMS = 20


@pytest.fixture
def room(sold, wednesday):
    return {
        "kind": "ACCOMMODATION",
        "item_id": str(sold.stay),
        "start_date": wednesday.isoformat(),
        "end_date": (wednesday + ONE * 2).isoformat(),
        "adults": 2,
    }


@pytest.fixture
def boat(sold, wednesday):
    return {
        "kind": "EXPERIENCE",
        "item_id": str(sold.boat),
        "start_date": wednesday.isoformat(),
        "adults": 2,
        "children": 1,
        "child_ages": [9],
    }


@pytest.fixture
def order(api, asha, sold):
    """Order things; return the order as it was answered."""

    def placing(*items, **facts):
        answer = api.post("/bookings", {"items": list(items), **facts}, headers=keyed())
        assert answer.status_code == 201, answer.content
        return answer.json()

    return placing


@pytest.fixture
def confirm(api):
    """Let booking hear that an order was paid; return its first booking as it is then."""

    def confirming(order):
        (payable,) = order["payables"]
        apply_payment(
            payable_id=UUID(payable["id"]),
            amount=Money(payable["amount"]["amount_minor"], "INR"),
            at=clock.now(),
        )
        return api.get(f"/bookings/{order['bookings'][0]['id']}").json()

    return confirming


def of(version):
    return {**keyed(), "If-Match": f'"{version}"'}


class TestOrdering:
    def test_answers_with_items_that_have_their_own_dates_party_and_lines(
        self, api, order, room, boat, wednesday
    ):
        placed = order(room, boat, trip_id=str(new_id()))

        (booking,) = placed["bookings"]
        stay, trip = booking["items"]
        assert [(item["start_date"], item["end_date"]) for item in (stay, trip)] == [
            (str(wednesday), str(wednesday + ONE * 2)),
            (str(wednesday), str(wednesday + ONE)),
        ]
        assert (trip["adults"], trip["child_ages"]) == (2, [9])
        assert [line["date"] for line in stay["lines"]] == [str(wednesday), str(wednesday + ONE)]
        assert [line["traveller_kind"] for line in trip["lines"]] == ["ADULT", "CHILD"]
        assert api.get(f"/orders/{placed['id']}").json() == placed

    @pytest.mark.parametrize("count", [0, MOST_ITEMS + 1])
    def test_is_of_one_to_twenty_things(self, api, asha, boat, count):
        answer = api.post("/bookings", {"items": [boat] * count}, headers=keyed())

        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["items"])

    @pytest.mark.parametrize("thing", ["room", "boat"])
    def test_takes_a_start_time_only_where_there_are_some(self, api, asha, request, thing):
        wish = {**request.getfixturevalue(thing), "start_time": "03:00"}
        answer = api.post("/bookings", {"items": [wish]}, headers=keyed())

        assert answer.json()["code"] == "booking.start_time_required"
        assert answer.json()["start_times"] == []

    @pytest.mark.parametrize("start_date", ["9999-12-31", "9999-12-30", "2100-01-01"])
    def test_of_the_end_of_time_is_not_on_sale(self, api, asha, boat, start_date):
        body = {"items": [{**boat, "start_date": start_date}]}
        quote = api.post("/bookings/quote", body).json()
        answer = api.post("/bookings", {**body, "place_hold": False}, headers=keyed())

        assert quote["items"][0]["refusal"] == "inventory.not_on_sale"
        assert (answer.status_code, answer.json()["code"]) == (409, "inventory.not_on_sale")

    def test_of_two_sellers_each_sees_its_own(self, api, order, room, boat, sold):
        other = identity.ensure_organisation(slug="boats", name="Boats", at=clock.now())
        Experience.objects.filter(id=sold.boat).update(seller_id=other.id)
        placed = order(room, boat)
        clerk = staff("clerk@riz.example", organisation_id=other.id)
        api.sign_in(clerk)

        seen = api.get(f"/orders/{placed['id']}").json()

        own, theirs = (booking["id"] for booking in placed["bookings"])
        assert [booking["id"] for booking in seen["bookings"]] == [theirs]
        assert (seen["total"], seen["payables"]) == (placed["bookings"][1]["total"], [])
        assert api.get(f"/bookings/{own}").status_code == 404


class TestListing:
    @pytest.fixture
    def found(self, api):
        return lambda **query: [
            row["id"] for row in api.get("/bookings", **query).json()["results"]
        ]

    def test_finds_by_people_things_and_journeys(self, order, found, room, boat, sold):
        trip_id = str(new_id())
        travellers = [{"full_name": "Ravi Jamatia", "phone": "+91 381 222 5555"}]
        mine = order(
            boat, trip_id=trip_id, contact_name="Bijoy", contact_phone="+91 381 222 6666",
            customers=travellers,
        )["bookings"][0]["id"]  # fmt: skip
        order(room)

        for query in (
            {"name": "JAMATIA"},
            {"name": "bij"},
            {"phone": "0381 222 5555"},
            {"phone": "+913812226666"},
            {"item_id": str(sold.boat)},
            {"trip_id": trip_id},
            {"name": "ravi", "item_id": str(sold.boat), "status": "ON_HOLD"},
        ):
            assert found(**query) == [mine], query
        for query in (
            {"name": "j_matia"},
            {"name": "%"},
            {"phone": "+91 381 222 7777"},
            {"item_id": str(sold.package)},
            {"trip_id": str(new_id())},
        ):
            assert found(**query) == [], query

    def test_finds_all_of_an_order_by_the_beginning_of_a_reference(
        self, order, found, room, boat, sold
    ):
        other = identity.ensure_organisation(slug="boats", name="Boats", at=clock.now())
        Experience.objects.filter(id=sold.boat).update(seller_id=other.id)
        placed = order(room, boat)
        first, second = placed["bookings"]

        assert found(reference=placed["reference"].lower()) == [second["id"], first["id"]]
        assert found(reference=second["reference"]) == [second["id"]]
        assert found(reference="RP-2") == []

    def test_what_was_replaced_finds_nothing(self, api, order, confirm, found, room, boat, sold):
        booking = confirm(order(room, boat))
        item = booking["items"][1]
        package = {
            "kind": "PACKAGE",
            "item_id": str(sold.package),
            "start_date": item["start_date"],
            "adults": 1,
        }
        proposed = api.post(
            f"/bookings/{booking['id']}/modify",
            {"items": [{"id": item["id"], **package}]},
            headers=of(booking["version"]),
        )

        assert proposed.status_code == 200
        assert proposed.json()["items"] == booking["items"]
        assert found(item_id=str(sold.package)) == []
        assert found(item_id=str(sold.boat)) == [booking["id"]]

    @pytest.mark.parametrize(
        "query",
        [
            {"name": "\u200b"},
            {"name": "x" * 201},
            {"reference": "T" * 25},
            {"phone": "12"},
            {"trip_id": "1"},
            {"start_from": "2026-02-30"},
        ],
        ids=str,
    )
    def test_odd_values_are_refused(self, api, asha, query):
        answer = api.get("/bookings", **query)

        assert (answer.status_code, answer.json()["code"]) == (422, "request.invalid")

    @pytest.mark.parametrize(
        "name", ["name", "reference", "phone", "status", "item_id", "trip_id", "start_to"]
    )
    def test_nul_is_refused(self, api, asha, name):
        assert api.get("/bookings", **{name: "a\0"}).status_code == 400

    def test_more_bookings_and_things_cost_as_many_statements(self, api, order, room, boat):
        def statements():
            with CaptureQueriesContext(connection) as seen:
                assert api.get("/bookings").status_code == 200
            return len(seen)

        called = [{"kind": "EMERGENCY", "phone": "+91 381 222 5555"}]
        order(boat, customers=[{"full_name": "Ravi", "contacts": called}])
        one = statements()
        order(room, {**boat, "children": 0, "child_ages": []})
        order(
            room, customers=[{"full_name": name, "contacts": called} for name in ("Ravi", "Mita")]
        )

        assert statements() == one


class TestCancellingAPart:
    def test_gives_up_a_thing_and_then_a_person(self, api, order, room, boat):
        (booking,) = order(room, boat)["bookings"]
        stay, trip = booking["items"]
        path = f"/bookings/{booking['id']}/cancel"

        one = api.put(path, {"parts": [{"id": stay["id"]}]}, headers=of(booking["version"]))
        two = api.put(
            path, {"parts": [{"id": trip["id"], "children": 1}]}, headers={"If-Match": one["ETag"]}
        )

        assert (one.status_code, two.status_code) == (200, 200)
        assert [item["state"] for item in two.json()["items"]] == ["CANCELLED", "ACTIVE"]
        assert (two.json()["status"], two.json()["items"][1]["children"]) == ("ON_HOLD", 0)
        assert two.json()["total"] == two.json()["items"][1]["total"]

    def test_is_quoted_by_the_parts(self, api, order, confirm, room, boat):
        booking = confirm(order(room, boat))
        stay = booking["items"][0]

        quote = api.post(
            f"/bookings/{booking['id']}/cancellation-quote", {"parts": [{"id": stay["id"]}]}
        ).json()

        assert quote["refund"] == quote["items"][0]["price"] == stay["total"]

    @pytest.mark.parametrize(
        ("parts", "status", "code"),
        [
            ([], 422, "request.invalid"),
            ([{"id": "ITEM", "adults": -1}], 422, "request.invalid"),
            ([{"id": "ITEM", "adults": 0}], 422, "request.invalid"),  # not the whole of it
            ([{"id": "0198c5f4-2b6a-7d1e-9c3f-4a5b6c7d8e99"}], 404, "booking.item_not_found"),
            ([{"id": "ITEM"}, {"id": "ITEM"}], 404, "booking.item_not_found"),
            ([{"id": "ITEM", "adults": 2}], 422, "booking.invalid_part"),
            ([{"id": "ITEM", "quantity": 1}], 422, "booking.invalid_part"),
        ],
    )
    def test_gives_up_no_more_than_there_is(self, api, order, confirm, boat, parts, status, code):
        booking = confirm(order(boat))
        parts = [
            {**part, "id": part["id"].replace("ITEM", booking["items"][0]["id"])} for part in parts
        ]

        for answer in (
            api.post(f"/bookings/{booking['id']}/cancellation-quote", {"parts": parts}),
            api.put(
                f"/bookings/{booking['id']}/cancel",
                {"parts": parts},
                headers=of(booking["version"]),
            ),
        ):
            assert (answer.status_code, answer.json()["code"]) == (status, code)


class TestModifying:
    @pytest.fixture
    def changing(self, api, order, confirm, boat, wednesday):
        """A confirmed booking, and a body that moves it by a day."""
        booking = confirm(order(boat))
        moved = {
            **boat,
            "id": booking["items"][0]["id"],
            "start_date": (wednesday + ONE).isoformat(),
        }
        return SimpleNamespace(
            booking=booking, moved=moved, path=f"/bookings/{booking['id']}/modify"
        )

    def test_is_quoted_first_and_then_done_once(self, api, changing):
        booking, body = changing.booking, {"items": [changing.moved]}
        quote = api.post(f"/bookings/{booking['id']}/modification-quote", body).json()
        body |= {"expected_difference": quote["difference"]}
        headers = of(booking["version"])

        done, again = (api.post(changing.path, body, headers=headers) for _ in range(2))

        assert quote["total_before"] == quote["total_after"] == booking["total"]
        assert (done.status_code, done.content) == (200, again.content)
        assert done.json()["start_date"] == changing.moved["start_date"]
        assert done.json()["version"] == booking["version"] + 1

    def test_needs_the_version_and_a_key(self, api, changing):
        body = {"items": [changing.moved]}

        without = api.post(changing.path, body, headers=keyed())
        stale = api.post(changing.path, body, headers=of(1))
        no_key = api.post(changing.path, body, headers={"If-Match": "*"})

        assert [answer.status_code for answer in (without, stale, no_key)] == [428, 412, 400]

    def test_what_costs_more_waits_for_its_payable(self, api, changing, room):
        booking = changing.booking
        answer = api.post(changing.path, {"items": [room]}, headers=of(booking["version"]))
        again = api.post(changing.path, {"items": [room]}, headers={**keyed(), "If-Match": "*"})

        order = api.get(f"/orders/{booking['order_id']}").json()
        difference = order["payables"][-1]
        assert answer.json()["items"] == booking["items"]
        assert (difference["purpose"], difference["booking_id"]) == ("DIFFERENCE", booking["id"])
        assert (again.status_code, again.json()["code"]) == (409, "booking.already_changing")
        assert again.json()["payable_id"] == difference["id"]

    @pytest.mark.parametrize(
        ("change", "status", "code"),
        [
            ({"id": "0198c5f4-2b6a-7d1e-9c3f-4a5b6c7d8e99"}, 404, "booking.item_not_found"),
            ({"start_date": "2020-01-01"}, 422, "booking.date_past"),
            ({"adults": 0}, 422, "booking.adult_required"),
            ({"colour": "red"}, 422, "request.invalid"),
        ],
        ids=str,
    )
    def test_refusals_are_problems(self, api, changing, change, status, code):
        items = [{**changing.moved, **change}]
        answer = api.post(changing.path, {"items": items}, headers=of(changing.booking["version"]))

        assert (answer.status_code, answer.json()["code"]) == (status, code)

    def test_a_thing_is_changed_once_at_a_time(self, api, changing):
        items = [changing.moved, changing.moved]
        answer = api.post(changing.path, {"items": items}, headers=of(changing.booking["version"]))

        assert (answer.status_code, answer.json()["code"]) == (404, "booking.item_not_found")

    def test_what_changes_nothing_or_costs_something_else_is_refused(self, api, changing, boat):
        booking = changing.booking
        same = {**boat, "id": booking["items"][0]["id"]}
        other = {"amount_minor": 1, "currency": "INR"}

        nothing = api.post(changing.path, {"items": [same]}, headers=of(booking["version"]))
        changed = api.post(
            changing.path,
            {"items": [changing.moved], "expected_difference": other},
            headers=of(booking["version"]),
        )

        assert (nothing.status_code, nothing.json()["code"]) == (422, "booking.nothing_changes")
        assert (changed.status_code, changed.json()["code"]) == (409, "booking.difference_changed")
        assert changed.json()["difference"] == {"amount_minor": 0, "currency": "INR"}

    def test_a_stranger_changes_nothing(self, api, changing):
        api.sign_in(register("stranger@riz.example"))

        body = {"items": [changing.moved]}
        answers = [
            api.post(changing.path, body, headers={**keyed(), "If-Match": "*"}),
            api.post(changing.path.replace("modify", "modification-quote"), body),
        ]

        assert {answer.json()["code"] for answer in answers} == {"booking.not_found"}

    def test_staff_say_why(self, api, changing, sold):
        api.sign_in(staff("clerk@riz.example", organisation_id=sold.seller))
        body, any_version = {"items": [changing.moved]}, {"If-Match": "*"}

        silent = api.post(changing.path, body, headers={**keyed(), **any_version})
        said = api.post(
            changing.path, {**body, "reason": "Storm"}, headers={**keyed(), **any_version}
        )

        assert (silent.status_code, silent.json()["code"]) == (422, "booking.reason_required")
        assert said.status_code == 200
