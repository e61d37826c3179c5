from __future__ import annotations

import datetime as dt

import pytest

from contexts.identity.parts.organisations.use_cases.grant_role import grant_role
from contexts.inventory.models import StockDate
from riz import clock
from riz.actor import SYSTEM
from riz.ids import new_id
from tests.contexts.booking.conftest import register
from tests.contexts.inventory.factories import ONE, counters, open_calendar
from tests.support.sellers import make_seller

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
            "max_stay": None,
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


class TestCalendar:
    @pytest.fixture
    def resource(self, first):
        return open_calendar(first=first, seller_id=make_seller("Lakeside Hotels").id)

    @pytest.fixture
    def meena(self, api, resource):
        actor = register("meena@riz.example")
        by = {"organisation_id": resource.seller_id, "actor": SYSTEM, "at": clock.now()}
        grant_role(user_id=actor.id, role="SELLER_MANAGER", **by)
        api.sign_in(actor)
        return actor

    def dates(self, resource, first, **change):
        end = (first + ONE * 2).isoformat()
        wanted = {"resource_id": str(resource.id), "first_date": first.isoformat(), "end_date": end}
        return wanted | change

    @pytest.mark.usefixtures("meena")
    def test_a_seller_changes_dates_and_sees_the_month(self, api, resource, first):
        change = {
            "own_capacity": 5,
            "min_stay": 2,
            "own_price": {"amount_minor": 320_000, "currency": "INR"},
        }

        changed = api.patch("/inventory/calendar", self.dates(resource, first, **change))
        month = api.get("/inventory/calendar", resource_id=resource.id, month=f"{first:%Y-%m}")

        assert (changed.status_code, month.status_code) == (200, 200)
        assert [date | change == date for date in changed.json()["dates"]] == [True, True]
        assert month.json()["dates"][0] == changed.json()["dates"][0]
        assert month.json()["dates"][0]["free"] == 5

    @pytest.mark.usefixtures("meena")
    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"overbooking": 1}, "inventory.overbooking_too_large"),
            ({"blocked": 4}, "inventory.block_too_large"),
            ({"own_price": {"amount_minor": 1, "currency": "USD"}}, "inventory.not_priced_by_date"),
            ({"weekdays": [8]}, "request.invalid"),
            ({"max_stay": 0}, "request.invalid"),
            ({"held": 3}, "request.invalid"),
        ],
    )
    def test_what_can_not_be_changes_nothing(self, api, resource, first, change, code):
        before = counters(resource)

        answer = api.patch("/inventory/calendar", self.dates(resource, first, min_stay=9, **change))

        assert answer.json()["code"] == code
        assert counters(resource) == before
        assert set(resource.dates.values_list("min_stay", flat=True)) == {1}

    @pytest.mark.usefixtures("asha")
    def test_it_is_the_sellers_business(self, api, resource, first):
        seen = api.get("/inventory/calendar", resource_id=resource.id, month=f"{first:%Y-%m}")
        changed = api.patch("/inventory/calendar", self.dates(resource, first, blocked=1))

        assert (seen.status_code, changed.status_code) == (403, 403)

    @pytest.mark.usefixtures("meena")
    @pytest.mark.parametrize("month", ["2026-13", "2026-1", "0000-01", "12-2026"])
    def test_a_month_that_is_none_is_refused(self, api, resource, month):
        answer = api.get("/inventory/calendar", resource_id=resource.id, month=month)

        assert answer.status_code == 422

    @pytest.mark.usefixtures("meena")
    def test_the_last_month_of_all_years_is_refused_and_no_fault(self, api, resource):
        answer = api.get("/inventory/calendar", resource_id=resource.id, month="9999-12")

        assert answer.status_code == 422
