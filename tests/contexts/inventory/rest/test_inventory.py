from __future__ import annotations

import datetime as dt

import pytest

from contexts.inventory.models import StockDate
from riz import clock
from riz.ids import new_id
from tests.contexts.booking.conftest import register
from tests.contexts.inventory.factories import ONE, counters, open_calendar

pytestmark = pytest.mark.django_db


@pytest.fixture
def first():
    return clock.now().date() + ONE * 30


@pytest.fixture
def asha(api):
    actor = register("asha@riz.example")
    api.sign_in(actor)
    return actor


def key():
    return {"Idempotency-Key": str(new_id())}


def lines(resource, first, nights=2, quantity=1):
    return {
        "lines": [
            {
                "resource_id": str(resource.id),
                "first_date": first.isoformat(),
                "end_date": (first + ONE * nights).isoformat(),
                "quantity": quantity,
            }
        ]
    }


class TestAvailability:
    def test_is_public_and_shows_what_is_free_alone(self, api, first):
        resource = open_calendar(first=first)
        StockDate.objects.filter(resource=resource, date=first).update(held=1, sold=1)

        answer = api.get(
            "/inventory/availability",
            resource_id=resource.id,
            first_date=first,
            end_date=first + ONE * 2,
        )

        assert answer.status_code == 200
        assert [date["free"] for date in answer.json()["dates"]] == [1, 3]
        assert answer.json()["dates"][0] == {
            "date": first.isoformat(),
            "free": 1,
            "is_closed": False,
            "min_stay": 1,
            "closed_to_arrival": False,
            "closed_to_departure": False,
            "unit_price": {"amount_minor": 240_000, "currency": "INR"},
        }

    @pytest.mark.parametrize(("days", "status"), [(0, 422), (92, 200), (93, 422)])
    def test_takes_at_most_92_days(self, api, first, days, status):
        resource = open_calendar(first=first)

        answer = api.get(
            "/inventory/availability",
            resource_id=resource.id,
            first_date=first,
            end_date=first + ONE * days,
        )

        assert answer.status_code == status

    def test_refuses_what_it_does_not_know(self, api, first):
        query = {"first_date": first, "end_date": first + ONE}

        unknown = api.get("/inventory/availability", resource_id=new_id(), **query)
        misspelt = api.get("/inventory/availability", resource_id="x", colour="red", **query)

        assert (unknown.status_code, unknown.json()["code"]) == (404, "inventory.unknown_resource")
        assert misspelt.status_code == 422
        assert set(misspelt.json()["errors"]) == {"resource_id", "colour"}


class TestQuotes:
    def ask(self, api, resource, first, **query):
        return api.get(
            "/inventory/quote",
            resource_id=resource.id,
            check_in=first,
            check_out=first + ONE * 2,
            **query,
        )

    def test_prices_night_by_night(self, api, first):
        resource = open_calendar(first=first)
        StockDate.objects.filter(resource=resource, date=first).update(price_override_minor=100_000)

        answer = self.ask(api, resource, first, units=2, guests=5)

        assert answer.status_code == 200
        assert [
            [price["amount_minor"] for price in night["unit_prices"]]
            for night in answer.json()["nights"]
        ] == [[160_000, 100_000], [300_000, 240_000]]
        assert answer.json()["total"] == {"amount_minor": 800_000, "currency": "INR"}
        assert answer.json()["refusal"] is None

    def test_names_what_a_hold_would_meet(self, api, first):
        resource = open_calendar(first=first)
        StockDate.objects.filter(resource=resource, date=first).update(min_stay=3)

        assert self.ask(api, resource, first).json()["refusal"] == "inventory.stay_too_short"
        assert self.ask(api, resource, first, units=4).json()["refusal"] == "inventory.sold_out"
        too_many = self.ask(api, resource, first, guests=4)
        assert (too_many.status_code, too_many.json()["code"]) == (
            422,
            "inventory.too_many_guests",
        )


class TestHolds:
    def test_a_hold_is_placed_read_and_given_up(self, api, asha, first):
        resource = open_calendar(first=first)

        placed = api.post("/inventory/holds", lines(resource, first), headers=key())
        path = f"/inventory/holds/{placed.json()['id']}"

        assert placed.status_code == 201
        assert api.get(path).json() == placed.json()
        assert counters(resource)[first] == (1, 0)
        for _ in range(2):
            released = api.delete(path)
            assert (released.status_code, released.json()["state"]) == (200, "RELEASED")
        assert counters(resource)[first] == (0, 0)

    def test_the_same_request_twice_is_one_hold(self, api, asha, first):
        resource, once = open_calendar(first=first), key()

        answers = [
            api.post("/inventory/holds", lines(resource, first), headers=once) for _ in range(2)
        ]
        other = api.post("/inventory/holds", lines(resource, first, 1), headers=once)

        assert answers[0].content == answers[1].content
        assert other.status_code == 422
        assert counters(resource)[first] == (1, 0)

    def test_needs_a_key_and_a_caller(self, api, first):
        resource = open_calendar(first=first)
        assert (
            api.post("/inventory/holds", lines(resource, first), headers=key()).status_code == 401
        )

        api.sign_in(register("asha@riz.example"))
        assert api.post("/inventory/holds", lines(resource, first)).status_code == 400

    def test_refusals_say_why_and_where(self, api, asha, first):
        resource = open_calendar(first=first)

        sold_out = api.post("/inventory/holds", lines(resource, first, quantity=4), headers=key())
        past = api.post("/inventory/holds", lines(resource, first - ONE * 60), headers=key())
        long = api.post("/inventory/holds", lines(resource, first, nights=31), headers=key())
        none = api.post("/inventory/holds", {"lines": []}, headers=key())

        assert (sold_out.status_code, sold_out.json()["code"]) == (409, "inventory.sold_out")
        assert sold_out.json()["date"] == first.isoformat()
        assert (past.status_code, past.json()["code"]) == (422, "inventory.date_past")
        assert (long.status_code, long.json()["code"]) == (422, "inventory.stay_too_long")
        assert none.status_code == 422
        assert set(counters(resource).values()) == {(0, 0)}

    def test_somebody_elses_hold_does_not_exist(self, api, asha, first):
        resource = open_calendar(first=first)
        placed = api.post("/inventory/holds", lines(resource, first), headers=key())
        path = f"/inventory/holds/{placed.json()['id']}"

        api.sign_in(register("stranger@riz.example"))

        assert (api.get(path).status_code, api.delete(path).status_code) == (404, 404)
        assert counters(resource)[first] == (1, 0)

    def test_a_caller_holds_five_at_once(self, api, asha, first):
        resource = open_calendar(first=first, capacity=10)
        answers = [
            api.post("/inventory/holds", lines(resource, first), headers=key()) for _ in range(6)
        ]

        assert [answer.status_code for answer in answers] == [201] * 5 + [429]
        assert answers[5].json()["code"] == "inventory.too_many_holds"
        assert answers[5]["Retry-After"]

    def test_its_end_is_the_settings(self, api, asha, first, settings):
        settings.RIZ_HOLD_SECONDS = 60
        resource = open_calendar(first=first)

        placed = api.post("/inventory/holds", lines(resource, first), headers=key())

        left = dt.datetime.fromisoformat(placed.json()["expires_at"]) - clock.now()
        assert dt.timedelta(seconds=50) < left <= dt.timedelta(seconds=60)
