from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model

from contexts.booking.models import Booking, Order
from contexts.identity import api as identity
from riz import clock
from riz.ids import new_id
from tests.contexts.booking.conftest import ONE, register, staff
from tests.contexts.booking.factories import write_version
from tests.contexts.booking.rest.conftest import keyed
from tests.support.overtaking import overtake

pytestmark = pytest.mark.django_db


class TestBooking:
    def test_answers_with_the_whole_booking_and_its_etag(self, api, asha, book):
        answer = book(
            customers=[
                {
                    "full_name": "Ravi",
                    "id_kind": "PASSPORT",
                    "id_number": "K1234567",
                    "contacts": [{"kind": "EMERGENCY", "phone": "+91 381 555 0100"}],
                }
            ]
        )

        (booking,) = answer.json()["bookings"]
        assert answer.status_code == 201
        assert booking["status"] == "ON_HOLD"
        assert booking["total"] == {"amount_minor": 1_218_000, "currency": "INR"}
        assert booking["customers"][0]["id_number_masked"] == "••••4567"
        assert "K1234567" not in answer.content.decode()
        assert (booking["contact_name"], booking["contact_email"]) == (
            "Asha Debbarma",
            "asha@riz.example",
        )
        again = api.get(f"/bookings/{booking['id']}")
        assert (again.json(), again["ETag"]) == (booking, '"2"')

    def test_the_same_request_twice_is_one_booking(self, asha, book):
        key = str(new_id())

        first, second = book(key), book(key)

        assert first.content == second.content
        assert Booking.objects.count() == 1

    def test_takes_the_hold_that_was_placed_before(self, api, asha, book, sold, wednesday):
        hold = api.post(
            "/inventory/holds",
            {
                "lines": [
                    {
                        "resource_id": str(sold.package),
                        "first_date": wednesday,
                        "end_date": wednesday + ONE,
                        "quantity": 2,
                    }
                ]
            },
            headers=keyed(),
        )

        order = book(hold_id=hold.json()["id"])

        assert order.status_code == 201
        assert order.json()["hold_id"] == hold.json()["id"]
        assert api.delete(f"/inventory/holds/{hold.json()['id']}").status_code == 404

    def test_holds_later_when_told_so(self, api, asha, booked):
        pending = booked(place_hold=False)

        held = api.post(f"/bookings/{pending['id']}/hold", {}, headers=keyed())

        assert pending["status"] == "PENDING"
        assert (held.status_code, held.json()["bookings"][0]["status"]) == (200, "ON_HOLD")
        assert [row["purpose"] for row in held.json()["payables"]] == ["TOTAL"]

    @pytest.mark.parametrize(
        ("facts", "status", "code"),
        [
            ({"item_id": str(new_id())}, 404, "catalog.package_not_found"),
            ({"start_date": "2020-01-01"}, 422, "booking.date_past"),
            ({"adults": 0}, 422, "booking.no_travellers"),
            ({"adults": 31}, 422, "booking.party_too_large"),
            ({"adults": 5}, 422, "booking.party_too_large"),
            ({"hold_id": str(new_id())}, 404, "inventory.hold_not_found"),
            (
                {"expected_total": {"amount_minor": 1, "currency": "INR"}},
                409,
                "booking.price_changed",
            ),
            (
                {"expected_total": {"amount_minor": 1_218_000, "currency": "EUR"}},
                422,
                "booking.wrong_currency",
            ),
            ({"channel": "WALK_IN"}, 403, "booking.channel_not_allowed"),
            ({"kind": "FLIGHT"}, 422, "request.invalid"),
            ({"coupon": "x"}, 422, "request.invalid"),
        ],
    )
    def test_refusals_are_problems_and_leave_nothing(self, asha, book, facts, status, code):
        answer = book(**facts)

        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert answer["Content-Type"].startswith("application/problem+json")
        assert not Booking.objects.exists()

    def test_sold_out_and_the_new_price_are_told(self, asha, book, wednesday):
        book(adults=4)

        sold_out = book(adults=1)
        changed = book(adults=1, expected_total={"amount_minor": 5, "currency": "INR"})

        assert sold_out.json()["code"] == "inventory.sold_out"
        assert sold_out.json()["date"] == wednesday.isoformat()
        assert changed.json()["total"] == {"amount_minor": 609_000, "currency": "INR"}


class TestCancelling:
    def test_needs_the_version_that_was_read(self, api, asha, booked):
        booking = booked()
        path = f"/bookings/{booking['id']}/cancel"

        without = api.put(path, {})
        stale = api.put(path, {}, headers={"If-Match": '"1"'})
        current = api.put(path, {"reason": "Ill"}, headers={"If-Match": '"2"'})
        twice = api.put(path, {}, headers={"If-Match": current["ETag"]})

        assert [answer.status_code for answer in (without, stale, current, twice)] == [
            428,
            412,
            200,
            409,
        ]
        assert (current.json()["status"], current["ETag"]) == ("CANCELLED", '"3"')
        assert twice.json()["code"] == "booking.already_cancelled"

    @pytest.mark.django_db(transaction=True)
    def test_a_version_that_becomes_stale_meanwhile_is_told_the_same_way(self, api, asha, booked):
        booking = booked()
        path = f"/bookings/{booking['id']}/cancel"

        late = overtake(
            lambda: api.put(path, {}, headers={"If-Match": '"2"'}),
            table="booking_booking",
            key="id",
            value=booking["id"],
            version="version",
            and_then=lambda: write_version(Booking.objects.get(id=booking["id"])),
        )

        assert (late.status_code, late["ETag"]) == (412, '"3"')
        assert late.json()["code"] == "request.precondition_failed"

    def test_can_be_quoted_before(self, api, asha, booked):
        booking = booked()

        quote = api.post(f"/bookings/{booking['id']}/cancellation-quote", {}).json()

        nothing = {"amount_minor": 0, "currency": "INR"}
        assert quote["refund"] == quote["kept"] == nothing
        assert [item["price"] for item in quote["items"]] == [booking["total"]]


class TestSeeing:
    @pytest.fixture
    def others(self, asha, booked, sold):
        booking = booked()
        return SimpleNamespace(
            id=booking["id"],
            paths=[f"/bookings/{booking['id']}{path}" for path in ("", "/versions", "/audit")]
            + [f"/orders/{booking['order_id']}"],
        )

    def test_a_strangers_booking_does_not_exist(self, api, others):
        api.sign_in(register("stranger@riz.example"))

        answers = [api.get(path) for path in others.paths]
        answers += [
            api.put(f"/bookings/{others.id}/cancel", {}, headers={"If-Match": "*"}),
            api.post(f"/bookings/{others.id}/hold", {}, headers=keyed()),
            api.post(f"/bookings/{others.id}/cancellation-quote", {}),
        ]

        assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {
            (404, "booking.not_found"),
            (404, "booking.order_not_found"),
        }
        assert api.get("/bookings").json()["results"] == []

    def test_nobody_sees_anything(self, api, others):
        api.sign_out()

        assert {api.get(path).status_code for path in [*others.paths, "/bookings"]} == {401}

    def test_its_owner_sees_all_but_the_audit(self, api, others):
        assert [api.get(path).status_code for path in others.paths] == [200, 200, 403, 200]

    def test_staff_of_the_seller_see_the_audit_too(self, api, others, sold):
        api.sign_in(staff("clerk@riz.example", organisation_id=sold.seller))

        answers = [api.get(path) for path in others.paths]

        assert [answer.status_code for answer in answers] == [200] * 4
        audit = answers[2].json()["results"]
        assert [(entry["action"], entry["to_status"]) for entry in audit] == [
            ("CREATE", "PENDING"),
            ("HOLD", "ON_HOLD"),
        ]
        assert audit[0]["request_id"]
        versions = answers[1].json()["results"]
        assert [version["version_no"] for version in versions] == [1, 2]
        assert len(api.get("/bookings").json()["results"]) == 1

    def test_staff_of_another_seller_are_strangers(self, api, others):
        other = identity.ensure_organisation(slug="other", name="Other", at=clock.now())
        api.sign_in(staff("clerk@riz.example", organisation_id=other.id))

        assert {api.get(path).status_code for path in others.paths} == {404}


class TestListing:
    def test_pages_and_filters_ones_own(self, api, asha, booked):
        first = booked(adults=1)
        second = booked(adults=1)
        api.put(f"/bookings/{first['id']}/cancel", {}, headers={"If-Match": '"2"'})

        page = api.get("/bookings", limit=1).json()
        cancelled = api.get("/bookings", status="CANCELLED").json()["results"]
        by_reference = api.get("/bookings", reference=second["reference"]).json()["results"]

        assert [row["id"] for row in page["results"]] == [second["id"]]
        assert page["next"]
        assert [row["id"] for row in cancelled] == [first["id"]]
        assert [row["id"] for row in by_reference] == [second["id"]]
        assert api.get("/bookings", colour="red").status_code == 422

    def test_dates_of_travel_narrow_it(self, api, asha, book, wednesday):
        book()

        def found(**query):
            return len(api.get("/bookings", **query).json()["results"])

        assert found(start_from=wednesday, start_to=wednesday) == 1
        assert found(start_from=wednesday + dt.timedelta(days=1)) == 0


def test_staff_book_for_who_walks_in(api, sold, book):
    api.sign_in(staff("clerk@riz.example", organisation_id=sold.seller))

    answer = book(channel="WALK_IN", contact_name="Bijoy", contact_email="bijoy@riz.example")

    assert (answer.status_code, answer.json()["channel"]) == (201, "WALK_IN")
    assert answer.json()["bookings"][0]["contact_name"] == "Bijoy"


class TestValues:
    """What is said of people is read as everywhere: by one rule for each kind."""

    def test_are_stored_in_one_spelling_and_shown_to_people(self, asha, book):
        answer = book(
            contact_name=" Ame\u0301lie ",
            contact_email="Amelie@Faß.de",
            contact_phone="(0381) 222-5555",
            customers=[{"full_name": "ক্\u200dষমা", "phone": "+8801712345678"}],
        )

        (booking,), row = answer.json()["bookings"], Order.objects.get()
        assert (booking["contact_name"], booking["contact_email"]) == (
            "Am\u00e9lie",
            "amelie@xn--fa-hia.de",
        )
        assert (booking["contact_phone"], row.contact_phone) == (
            "+91 381 222 5555",
            "+913812225555",
        )
        assert booking["customers"][0]["full_name"] == "ক্\u200dষমা"
        assert booking["customers"][0]["phone"] == "+880 1712-345678"

    def test_of_numbers_without_a_code_are_of_the_caller_s_country(self, asha, book):
        get_user_model().objects.filter(id=asha.id).update(time_zone="Asia/Dhaka")

        assert book(contact_phone="01712-345678").status_code == 201

        assert Order.objects.get().contact_phone == "+8801712345678"

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"contact_name": "A\nB"}, "contact_name"),
            ({"contact_email": "asha@localhost"}, "contact_email"),
            ({"contact_phone": "1....."}, "contact_phone"),
            ({"customers": [{"full_name": "\u200b"}]}, "customers.0.full_name"),
            ({"customers": [{"full_name": "A\x07"}]}, "customers.0.full_name"),
            ({"customers": [{"full_name": "A", "phone": "abc"}]}, "customers.0.phone"),
            (
                {
                    "customers": [
                        {"full_name": "A", "contacts": [{"kind": "EMERGENCY", "phone": "112"}]}
                    ]
                },
                "customers.0.contacts.0.phone",
            ),
            (
                {"expected_total": {"amount_minor": 1, "currency": "ZZZ"}},
                "expected_total.currency",
            ),
        ],
    )
    def test_that_are_none_are_refused(self, asha, book, facts, field):
        answer = book(**facts)

        assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
        assert not Booking.objects.exists()

    @pytest.mark.parametrize("reason", ["A\nB", "\u200b", "\u202eA"])
    def test_of_reasons_are_one_line(self, api, asha, booked, reason):
        booking = booked()

        answer = api.put(
            f"/bookings/{booking['id']}/cancel",
            {"reason": reason},
            headers={**keyed(), "If-Match": f'"{booking["version"]}"'},
        )

        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["reason"])
        assert Booking.objects.get().status == "ON_HOLD"
