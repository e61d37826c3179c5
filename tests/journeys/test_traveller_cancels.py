"""A traveller calls a paid booking off and gets back what the terms of the day of purchase promise."""

import datetime as dt

import pytest
from django.core import mail


@pytest.fixture
def experience(anita):
    return anita.get("/experiences", q="birding")["results"][0]


@pytest.fixture
def free_places(anita, experience, next_date):
    def count():
        date = next_date(6)
        (row,) = anita.get(
            "/inventory/availability",
            resource_id=experience["id"],
            first_date=date,
            end_date=date + dt.timedelta(days=1),
        )["dates"]
        return row["free"]

    return count


@pytest.fixture
def booking(anita, experience, next_date, settle):
    made = anita.book(
        {
            "kind": "EXPERIENCE",
            "item_id": experience["id"],
            "start_date": str(next_date(6)),
            "adults": 2,
            "children": 1,
            "child_ages": [9],
        },
    )
    anita.pay(made, "pm_sandbox_success")
    settle()
    return anita.get(f"/bookings/{made['id']}")


def test_is_told_first_what_comes_back(anita, booking):
    quote = anita.post(f"/bookings/{booking['id']}/cancellation-quote", {}, status=200)

    assert booking["status"] == "CONFIRMED"
    assert quote["refund"] == booking["paid"] == booking["total"]


def test_gets_the_money_back_and_gives_the_places_back(anita, booking, free_places, settle):
    before = free_places()

    answer = anita.try_put(
        f"/bookings/{booking['id']}/cancel", {"reason": "Fever"}, version=booking["version"]
    )
    settle()
    settle()

    cancelled = anita.get(f"/bookings/{booking['id']}")
    assert answer.status_code == 200, answer.content
    assert (cancelled["status"], cancelled["payment_status"]) == ("CANCELLED", "REFUNDED")
    assert cancelled["refunded"] == booking["total"]
    assert free_places() == before + 3


def test_gets_a_mail_about_each_turn(anita, booking, settle):
    anita.try_put(f"/bookings/{booking['id']}/cancel", {}, version=booking["version"])
    settle()

    subjects = [message.subject for message in mail.outbox]
    assert len(subjects) == 2
    assert all(booking["reference"] in subject for subject in subjects)
