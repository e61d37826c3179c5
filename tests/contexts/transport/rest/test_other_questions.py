"""Several places, what leaves nearby, places while typing, timetables in use; and what other contexts ask."""

from __future__ import annotations

import datetime as dt

import pytest

from contexts.transport import api as transport
from contexts.transport.contracts import Place, PlaceKind, When, Wishes
from contexts.transport.rest import serializers
from riz import clock
from tests.contexts.transport.rest.networks import MARKET, PARK, PORT, SCHOOL, at, tomorrow
from tests.contexts.transport.rest.test_options import described

pytestmark = pytest.mark.django_db
HERE, THERE, BETWEEN = "23.80,91.20", "23.86,91.32", "23.84,91.28"


def named(place):
    return {"place": place}


def plan(api, *places, status=200, **more):
    given = {"depart_at": at(8), "window_s": 3600, "places": list(places), **more}
    answer = api.post("/transport/multi-leg", given)
    assert answer.status_code == status, answer.content
    return answer.json()


class TestSeveralPlaces:
    def test_legs_follow_on_another_with_the_stay_between(self, api, town):
        answer = plan(api, named(HERE), {"place": BETWEEN, "min_stay_s": 5400}, named(THERE))

        described(serializers.ToursSerializer(), answer)
        for tour in answer["results"]:
            first, second = tour["legs"]
            stay = moment(second["departs"]) - moment(first["arrives"])
            assert stay >= dt.timedelta(minutes=90)
            assert tour["co2_g"] == first["co2_g"] + second["co2_g"]
        assert {pick["name"] for pick in answer["picks"]} >= {"fastest", "cheapest", "balanced"}

    def test_nights_are_slept_where_one_stays(self, api, town):
        answer = plan(api, named(HERE), {"place": THERE, "nights": 2}, named(HERE))

        first, second = answer["results"][0]["legs"]
        assert moment(second["departs"]).date() - moment(first["arrives"]).date() == dt.timedelta(2)

    def test_a_free_order_goes_there_without_turning_back(self, api, town):
        answer = plan(
            api, named(HERE), named(THERE), named("23.82,91.24"), named(BETWEEN), order="free"
        )

        assert answer["order"][0] == 0
        assert answer["order_is_exact"]
        assert answer["order"] in ([0, 2, 3, 1], [0, 1, 3, 2])

    def test_an_open_jaw_goes_on_from_elsewhere(self, api, town):
        answer = plan(api, named(HERE), {"place": BETWEEN, "leave_from": THERE}, named(HERE))

        assert answer["surface_sectors"] == [1]
        assert answer["results"][0]["legs"][1]["legs"][0]["origin"]["name"] in {
            "Port",
            "23.86000, 91.32000",
        }

    def test_a_thousand_places_are_refused_before_any_is_looked_up(
        self, api, town, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(2):
            problem = plan(api, *[named("nowhere")] * 1000, status=422)

        assert problem["code"] == "transport.too_many_legs"
        assert problem["most_places"] == 12

    @pytest.mark.parametrize(
        ("places", "status", "code"),
        [
            ([named(HERE), named(HERE)], 422, "transport.same_place"),
            ([named(HERE)], 422, "request.invalid"),
            ([named(HERE), named("Nowhere at all")], 404, "transport.unknown_place"),
            (
                [named(HERE), {"place": BETWEEN, "min_stay_s": 10, "max_stay_s": 5}, named(THERE)],
                422,
                "transport.impossible_window",
            ),
            (
                [named(HERE), {"place": BETWEEN, "nights": 1, "min_stay_s": 5}],
                422,
                "request.invalid",
            ),
            ("places", 422, "request.invalid"),
            ([1, 2], 422, "request.invalid"),
        ],
    )
    def test_refusals_say_what_is_wrong(self, api, town, places, status, code):
        answer = api.post("/transport/multi-leg", {"depart_at": at(8), "places": places})

        assert (answer.status_code, answer.json()["code"]) == (status, code)


def moment(text):
    return dt.datetime.fromisoformat(text)


class TestNearby:
    def ask(self, api, **query):
        answer = api.get(
            "/transport/local-transit", lat=MARKET[0], lon=MARKET[1], **{"at": at(8), **query}
        )
        assert answer.status_code == 200, answer.content
        return answer.json()["results"]

    def test_the_nearest_stop_comes_first_with_what_leaves_it_line_by_line(self, api, town):
        stops = self.ask(api, radius_m=10_000)

        assert [stop["name"] for stop in stops][:2] == ["Market", "School"]
        assert [stop["distance_m"] for stop in stops] == sorted(s["distance_m"] for s in stops)
        lines = {line["mode"]: line for line in stops[0]["lines"]}
        assert set(lines) == {"bus", "tram"}
        assert lines["bus"]["departures"][0]["departs"] == at(8).replace("+00:00", "Z")
        described(serializers.NearStopSerializer(), stops[0])

    def test_nothing_has_left_already_and_no_more_is_told_than_wanted(self, api, town):
        line = self.ask(api, at=at(8, 1), modes="bus", departures=2)[0]["lines"][0]

        assert [each["departs"][11:16] for each in line["departures"]] == ["08:30", "09:00"]

    def test_where_a_line_ends_nothing_leaves_on_it(self, api, town):
        port = api.get("/transport/local-transit", lat=PORT[0], lon=PORT[1], at=at(8)).json()

        assert [line["mode"] for line in port["results"][0]["lines"]] == ["bus"]

    def test_far_from_everything_is_an_empty_list(self, api, town):
        answer = api.get("/transport/local-transit", lat=0, lon=0, at=at(8))

        assert answer.json()["results"] == []

    @pytest.mark.parametrize(
        "wrong",
        [
            {"lat": 91},
            {"lon": "nan"},
            {"radius_m": 0},
            {"at": "soon"},
            {"modes": "broom"},
            {"limit": 1000},
        ],
    )
    def test_nonsense_is_refused(self, api, town, wrong):
        answer = api.get("/transport/local-transit", **{"lat": 1, "lon": 1, **wrong})

        assert answer.status_code == 422


class TestPlacesAndFeeds:
    def test_coordinates_are_a_place(self, api, db):
        found = api.get("/transport/places", q="23.8,91.2").json()["results"]

        assert found[0]["kind"] == "point"
        described(serializers.TransportPlaceSerializer(), found[0])

    def test_timetables_in_use_say_whose_they_are(self, api, town):
        feeds = api.get("/transport/feeds").json()["results"]

        assert [(feed["name"], feed["licence"]) for feed in feeds] == [("Town", "CC0")]
        assert feeds[0]["valid_from"] < tomorrow().isoformat() < feeds[0]["valid_until"]
        described(serializers.FeedSerializer(), feeds[0])

    def test_nothing_can_be_asked_of_the_list_of_timetables(self, api, town):
        answer = api.get("/transport/feeds", name="Town")

        assert answer.status_code == 422
        assert set(answer.json()["errors"]) == {"name"}


class TestOtherContexts:
    def test_get_options_as_contracts_and_a_route_again(self, town):
        now = clock.now()
        found = transport.find_options(
            origin=point(MARKET),
            destination=point(PORT),
            when=When(at=dt.datetime.fromisoformat(at(8)), window_s=3600),
            wishes=Wishes(),
            at=now,
        )

        again = transport.get_route(route_id=found.results[0].id, at=now)
        assert again.departs == found.results[0].departs

    def test_get_travel_times_between_points(self, town):
        times = transport.travel_times(
            points=[MARKET, SCHOOL, PARK, PORT],
            departs=dt.datetime.fromisoformat(at(8)),
            at=clock.now(),
        )

        by_pair = {(each.origin, each.destination): each.duration_s for each in times}
        assert len(times) == 16
        assert by_pair[0, 0] == 0
        assert by_pair[0, 3] == 12 * 60
        assert by_pair[0, 2] == 30 * 60


def point(place):
    return Place(PlaceKind.POINT, "somewhere", *place, "UTC")
