"""Money that arrives after the hold has run out buys the stay if it is still there, and goes back if it is not."""

import datetime as dt

import pytest
from django.core import mail

from contexts.inventory.use_cases.expire_stale_holds import expire_stale_holds
from riz import clock
from riz.outbox import relay


@pytest.fixture
def of_stay(anita, next_date):
    stay = anita.get("/accommodations")["results"][0]
    start = next_date(1)
    return {
        "kind": "ACCOMMODATION",
        "item_id": stay["id"],
        "start_date": str(start),
        "end_date": str(start + dt.timedelta(days=2)),
        "quantity": 2,
        "adults": 4,
    }


@pytest.fixture
def expire(portal):
    """Let every hold run out, and everybody hear of it."""

    def run():
        expire_stale_holds(at=clock.now() + dt.timedelta(hours=1), limit=500)
        relay.drain(strict=True)

    return run


@pytest.fixture
def late_payment(anita, of_stay, settings):
    """A booking whose payment is under way and takes its time."""
    settings.PAYMENTS_SANDBOX_LATE_SECONDS = 0
    booking = anita.book(of_stay)
    intent = anita.pay(booking, "pm_sandbox_late_success")
    assert intent["state"] == "PROCESSING"
    return booking


def test_the_booking_fails_when_its_hold_runs_out(anita, of_stay, expire):
    booking = anita.book(of_stay)

    expire()

    failed = anita.get(f"/bookings/{booking['id']}")
    payable = anita.get(f"/payables/{booking['payable_id']}")
    assert (failed["status"], payable["state"]) == ("FAILED", "CLOSED")


def test_a_failed_booking_takes_no_payment(anita, of_stay, expire):
    booking = anita.book(of_stay)
    expire()

    answer = anita.try_post("/payments/intent", {"payable_id": booking["payable_id"]})

    assert answer.json()["code"] == "payments.payable_closed"


def test_a_late_payment_buys_what_is_still_there(anita, late_payment, expire, settle):
    expire()
    assert anita.get(f"/bookings/{late_payment['id']}")["status"] == "FAILED"
    settle()

    confirmed = anita.get(f"/bookings/{late_payment['id']}")
    assert (confirmed["status"], confirmed["payment_status"]) == ("CONFIRMED", "PAID")
    assert len(mail.outbox) == 1


def test_a_late_payment_goes_back_when_somebody_else_has_bought(
    anita, traveller, late_payment, of_stay, expire, settle
):
    expire()
    traveller().book(of_stay)
    settle()
    settle()

    failed = anita.get(f"/bookings/{late_payment['id']}")
    payable = anita.get(f"/payables/{late_payment['payable_id']}")
    assert (failed["status"], failed["payment_status"]) == ("FAILED", "REFUNDED")
    assert payable["refunded"] == payable["paid"] == late_payment["total"]
