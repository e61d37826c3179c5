"""A traveller finds a package, books it and pays with 3-D Secure."""

import datetime as dt

import httpx
import pytest
from django.core import mail


@pytest.fixture
def package(anita):
    (found,) = anita.get("/packages", q="unakoti")["results"]
    return anita.get(f"/packages/{found['slug']}")


@pytest.fixture
def booking(anita, package, next_date):
    return anita.book(
        {
            "kind": "PACKAGE",
            "item_id": package["id"],
            "start_date": next_date(package["departure_weekdays"][0]),
            "adults": 2,
            "children": 1,
            "infants": 1,
            "customers": [{"full_name": "Anita Debbarma"}, {"full_name": "Rahul Debbarma"}],
        },
    )


class TestBookingAPackage:
    def test_is_on_hold_at_the_price_of_the_party_and_its_tax(self, booking, package):
        prices = {
            row["traveller_kind"]: row["price"]["amount_minor"]
            for row in package["prices"]
            if row["min_party"] == 1
        }
        net = 2 * prices["ADULT"] + prices["CHILD"] + prices["INFANT"]

        assert booking["status"] == "ON_HOLD"
        assert (
            sum(
                line["price"]["amount_minor"] for item in booking["items"] for line in item["lines"]
            )
            == net
        )
        assert booking["total"] == {"amount_minor": net + net * 5 // 100, "currency": "INR"}

    def test_takes_places_of_the_departure_for_those_who_need_one(self, anita, booking, package):
        (date,) = anita.get(
            "/inventory/availability",
            resource_id=package["id"],
            first_date=booking["start_date"],
            end_date=dt.date.fromisoformat(booking["start_date"]) + dt.timedelta(days=1),
        )["dates"]

        assert date["free"] == 28 - 3


class TestPayingWith3DSecure:
    @pytest.fixture
    def challenged(self, anita, booking):
        return anita.pay(booking, "pm_sandbox_3ds")

    def test_asks_the_payer_first(self, anita, booking, challenged, settle):
        settle()

        assert challenged["state"] == "REQUIRES_ACTION"
        assert anita.get(f"/bookings/{booking['id']}")["status"] == "ON_HOLD"

    def test_confirms_the_booking_once_the_payer_approved(self, anita, booking, challenged, settle):
        httpx.post(challenged["next_action"]["url"], json={"answer": "approve"}).raise_for_status()
        settle()

        confirmed = anita.get(f"/bookings/{booking['id']}")
        assert (confirmed["status"], confirmed["payment_status"]) == ("CONFIRMED", "PAID")
        assert confirmed["paid"] == booking["total"]

    def test_sends_one_mail_about_it(self, anita, booking, challenged, settle):
        httpx.post(challenged["next_action"]["url"], json={"answer": "approve"}).raise_for_status()
        settle()
        settle()

        (message,) = mail.outbox
        assert message.to == [anita.email]
        assert booking["reference"] in message.subject

    def test_gives_a_receipt(self, anita, booking, challenged, settle):
        httpx.post(challenged["next_action"]["url"], json={"answer": "approve"}).raise_for_status()
        settle()

        receipt = anita.get(f"/payments/{challenged['id']}/receipt")
        assert receipt["amount"] == booking["total"]

    def test_leaves_the_booking_on_hold_when_the_payer_declines(
        self, anita, booking, challenged, settle
    ):
        httpx.post(challenged["next_action"]["url"], json={"answer": "decline"}).raise_for_status()
        settle()

        assert anita.get(f"/bookings/{booking['id']}")["status"] == "ON_HOLD"
        assert mail.outbox == []

    def test_keeps_every_version(self, anita, booking, challenged, settle):
        httpx.post(challenged["next_action"]["url"], json={"answer": "approve"}).raise_for_status()
        settle()

        versions = anita.get(f"/bookings/{booking['id']}/versions")["results"]
        assert [row["status"] for row in versions] == ["PENDING", "ON_HOLD", "CONFIRMED"]
