"""Whatever is wrong with a request, the answer is a problem with a stable code and nothing has changed."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest

from tests.journeys.conftest import as_order
from tests.support.checksums import checksums

# That a request came and was refused may be remembered.
MAY_CHANGE = frozenset({"rest_idempotencykey", "identity_securityevent"})


def tables():
    return checksums(leaving_out=MAY_CHANGE)


def refused(answer, status, code):
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert {"type", "title", "status", "detail", "instance", "code", "request_id"} <= set(
        answer.json()
    )


@pytest.fixture
def stay(anita):
    return anita.get("/accommodations")["results"][0]


@pytest.fixture
def package(anita):
    return anita.get("/packages")["results"][0]


@pytest.fixture
def experience(anita):
    found = anita.get("/experiences", q="birding")["results"]
    return found[0]


@pytest.fixture
def of_package(package, next_date):
    def order(**changes):
        return {
            "kind": "PACKAGE",
            "item_id": package["id"],
            "start_date": str(next_date(4)),
            "adults": 2,
            **changes,
        }

    return order


@pytest.fixture
def of_stay(stay, next_date):
    def order(**changes):
        start = next_date(1)
        return {
            "kind": "ACCOMMODATION",
            "item_id": stay["id"],
            "start_date": str(start),
            "end_date": str(start + dt.timedelta(days=2)),
            "adults": 2,
            **changes,
        }

    return order


class TestABookingThatCantBe:
    def refuse(self, anita, order, status, code):
        before = tables()

        answer = anita.try_post("/bookings", as_order(order))

        refused(answer, status, code)
        assert tables() == before

    def test_of_an_unknown_package(self, anita, of_package):
        self.refuse(anita, of_package(item_id=str(uuid4())), 404, "catalog.package_not_found")

    def test_in_the_past(self, anita, of_package):
        self.refuse(anita, of_package(start_date="2026-01-01"), 422, "booking.date_past")

    def test_of_a_stay_in_the_past(self, anita, of_stay):
        order = of_stay(start_date="2026-01-01", end_date="2026-01-03")

        self.refuse(anita, order, 422, "booking.date_past")

    def test_with_nobody_who_travels(self, anita, of_package):
        self.refuse(anita, of_package(adults=0), 422, "booking.no_travellers")

    def test_of_a_party_too_large(self, anita, of_package):
        self.refuse(anita, of_package(adults=500), 422, "booking.party_too_large")

    def test_of_more_guests_than_a_unit_sleeps(self, anita, of_stay):
        self.refuse(anita, of_stay(adults=9), 422, "booking.party_too_large")

    def test_on_a_day_without_departure(self, anita, of_package, next_date):
        order = of_package(start_date=str(next_date(1)))

        self.refuse(anita, order, 422, "booking.not_offered_on_date")

    def test_in_a_wrong_currency(self, anita, of_package):
        order = of_package(expected_total={"amount_minor": 100, "currency": "USD"})

        self.refuse(anita, order, 422, "booking.wrong_currency")

    def test_at_a_price_that_is_not_ours(self, anita, of_package):
        order = of_package(expected_total={"amount_minor": 100, "currency": "INR"})

        self.refuse(anita, order, 409, "booking.price_changed")

    def test_when_it_is_sold_out(self, anita, traveller, of_stay):
        traveller().book(of_stay(quantity=2, adults=4))

        self.refuse(anita, of_stay(), 409, "inventory.sold_out")

    def test_with_a_hold_that_does_not_exist(self, anita, of_stay):
        self.refuse(anita, of_stay(hold_id=str(uuid4())), 404, "inventory.hold_not_found")

    def test_with_somebody_elses_hold(self, anita, traveller, of_stay, stay):
        order = of_stay()
        line = {
            "resource_id": stay["id"],
            "first_date": order["start_date"],
            "end_date": order["end_date"],
            "quantity": 1,
        }
        theirs = traveller().post("/inventory/holds", {"lines": [line]})

        self.refuse(anita, {**order, "hold_id": theirs["id"]}, 404, "inventory.hold_not_found")

    def test_with_an_expired_hold(self, anita, of_stay, stay, settings):
        settings.RIZ_HOLD_SECONDS = 0
        order = of_stay()
        line = {
            "resource_id": stay["id"],
            "first_date": order["start_date"],
            "end_date": order["end_date"],
            "quantity": 1,
        }
        hold = anita.post("/inventory/holds", {"lines": [line]})

        self.refuse(anita, {**order, "hold_id": hold["id"]}, 410, "inventory.hold_expired")

    def test_with_a_field_that_is_not_asked_for(self, anita, of_package):
        self.refuse(anita, of_package(status="CONFIRMED"), 422, "request.invalid")

    def test_without_an_idempotency_key(self, anita, of_package):
        before = tables()

        answer = anita.api.post("/bookings", as_order(of_package()))

        refused(answer, 400, "idempotency.key_missing")
        assert tables() == before

    def test_by_nobody(self, portal, anita, of_package):
        order = of_package()
        anita.api.sign_out()

        self.refuse(anita, order, 401, "auth.unauthenticated")


class TestAPaymentThatCantBe:
    @pytest.fixture
    def booking(self, anita, of_package):
        return anita.book(of_package())

    def test_twice(self, anita, booking, settle):
        anita.pay(booking, "pm_sandbox_success")
        settle()
        before = tables()

        answer = anita.try_post("/payments/intent", {"payable_id": booking["payable_id"]})

        refused(answer, 409, "payments.already_paid")
        assert tables() == before

    @pytest.mark.requirement("ASVS 5.0 2.2.2")
    def test_of_an_amount_of_the_clients_own(self, anita, booking):
        before = tables()

        answer = anita.try_post(
            "/payments/intent",
            {
                "payable_id": booking["payable_id"],
                "amount": {"amount_minor": 1, "currency": "INR"},
            },
        )

        refused(answer, 409, "payments.amount_differs")
        assert tables() == before

    def test_in_a_wrong_currency(self, anita, booking):
        before = tables()
        amount = {**booking["total"], "currency": "USD"}

        answer = anita.try_post(
            "/payments/intent", {"payable_id": booking["payable_id"], "amount": amount}
        )

        refused(answer, 422, "payments.wrong_currency")
        assert tables() == before

    def test_of_somebody_elses_booking(self, traveller, booking):
        stranger = traveller()
        before = tables()

        answer = stranger.try_post("/payments/intent", {"payable_id": booking["payable_id"]})

        refused(answer, 404, "payments.payable_not_found")
        assert tables() == before

    @pytest.mark.requirement("ASVS 5.0 2.3.1")
    def test_out_of_order(self, anita, booking):
        """Confirmed before it was begun; held, paid or cancelled after the booking was cancelled."""
        card = {"intent_id": str(uuid4()), "payment_method": "pm_sandbox_success"}
        refused(anita.try_post("/payments/confirm", card), 404, "payments.intent_not_found")
        path = f"/bookings/{booking['id']}"
        anita.try_put(f"{path}/cancel", {}, version=booking["version"])
        before = tables()

        late = {
            "held": anita.try_post(f"{path}/hold", {}),
            "paid": anita.try_post("/payments/intent", {"payable_id": booking["payable_id"]}),
            "cancelled": anita.try_put(f"{path}/cancel", {}, version=booking["version"] + 1),
        }

        assert {step: answer.status_code for step, answer in late.items()} == {
            "held": 409,
            "paid": 409,
            "cancelled": 409,
        }
        assert tables() == before

    def test_that_the_bank_declines(self, anita, booking):
        intent = anita.post("/payments/intent", {"payable_id": booking["payable_id"]})

        answer = anita.try_post(
            "/payments/confirm",
            {"intent_id": intent["id"], "payment_method": "pm_sandbox_declined"},
        )

        refused(answer, 409, "payments.declined")
        assert anita.get(f"/bookings/{booking['id']}")["status"] == "ON_HOLD"


class TestACancellationThatCantBe:
    @pytest.fixture
    def booking(self, anita, of_package):
        return anita.book(of_package())

    def test_twice(self, anita, booking):
        first = anita.try_put(f"/bookings/{booking['id']}/cancel", {}, version=booking["version"])
        before = tables()

        again = anita.try_put(
            f"/bookings/{booking['id']}/cancel", {}, version=first.json()["version"]
        )

        assert first.status_code == 200
        refused(again, 409, "booking.already_cancelled")
        assert tables() == before

    def test_of_a_version_that_is_past(self, anita, booking):
        before = tables()

        answer = anita.try_put(f"/bookings/{booking['id']}/cancel", {}, version=1)

        refused(answer, 412, "request.precondition_failed")
        assert tables() == before

    def test_of_no_version_at_all(self, anita, booking):
        before = tables()

        answer = anita.api.put(f"/bookings/{booking['id']}/cancel", {})

        refused(answer, 428, "request.precondition_required")
        assert tables() == before

    def test_of_somebody_elses_booking(self, traveller, booking):
        stranger = traveller()
        before = tables()

        answer = stranger.try_put(
            f"/bookings/{booking['id']}/cancel", {}, version=booking["version"]
        )

        refused(answer, 404, "booking.not_found")
        assert tables() == before


def test_a_body_that_is_no_object(anita):
    before = tables()

    answer = anita.api.send_raw(
        "POST", "/bookings", b"[]", headers={"Idempotency-Key": str(uuid4())}
    )

    refused(answer, 422, "request.invalid")
    assert tables() == before
