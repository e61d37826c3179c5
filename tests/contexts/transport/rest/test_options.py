"""Ways between two places, over HTTP."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contexts.transport.domain.options import selection
from contexts.transport.models import FeedVersion
from contexts.transport.queries import asking, searching
from contexts.transport.rest import serializers
from tests.contexts.transport.rest import networks
from tests.contexts.transport.rest.networks import at, tomorrow

pytestmark = pytest.mark.django_db
SHARED_FIXTURES = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
MODES = {"bus", "tram"}


def rides(option):
    return [leg for leg in option["legs"] if leg["source"]]


def described(serializer, value):
    """Compare an answer with what the OpenAPI says of it, as deep as both go."""
    assert set(value) == set(serializer.fields), type(serializer).__name__
    for name, field in serializer.fields.items():
        inner = getattr(field, "child", field)
        values = value[name] if isinstance(value[name], list) else [value[name]]
        for each in values:
            if hasattr(inner, "fields") and each is not None:
                described(inner, each)


class TestTheAnswer:
    def test_is_what_the_description_says(self, search):
        answer = search(expand="stops,geometry").json()

        assert answer["results"]
        described(serializers.TransportOptionsSerializer(), answer)

    def test_tells_the_quick_tram_and_the_bus_with_its_legs(self, search):
        options = search(all="true", window_s=3600).json()["results"]

        assert {leg["mode"] for option in options for leg in rides(option)} == MODES
        tram = next(o for o in options if "tram" in o["modes"])
        assert rides(tram)[0]["origin"]["name"] == "Market"
        assert rides(tram)[0]["destination"]["name"] == "Port"
        assert tram["is_direct"]
        assert tram["transfers"] == 0

    def test_every_way_adds_up(self, search):
        for option in search(all="true", window_s=7200).json()["results"]:
            legs = option["legs"]
            spent = sum(leg["duration_s"] for leg in legs)
            assert option["departs"] == legs[0]["origin"]["at"]
            assert option["arrives"] == legs[-1]["destination"]["at"]
            assert spent + option["wait_s"] == option["duration_s"]
            assert option["co2_g"] == sum(leg["co2_g"] for leg in legs)
            assert all(a["destination"]["at"] <= b["origin"]["at"] for a, b in pairwise(legs))

    def test_picks_name_ways_that_are_shown_and_say_why(self, search):
        answer = search(window_s=3600).json()

        shown = {option["id"]: option for option in answer["results"]}
        assert {pick["name"] for pick in answer["picks"]} == {
            "cheapest", "fastest", "greenest", "fewest_changes", "most_comfortable", "balanced",
        }  # fmt: skip
        for pick in answer["picks"]:
            assert pick["name"] in shown[pick["option_id"]]["picks"]
            assert pick["reason"].endswith(".")
        fastest = next(p for p in answer["picks"] if p["name"] == "fastest")
        assert "tram" in shown[fastest["option_id"]]["modes"]

    def test_walking_cycling_driving_and_a_taxi_are_there_to_compare_with(self, search):
        baselines = search().json()["baselines"]

        assert {option["modes"][0] for option in baselines} >= {"car", "taxi", "bicycle"}
        assert all(option["id"] is None and option["is_estimated"] for option in baselines)

    def test_nothing_to_ride_is_an_empty_list_with_the_baselines(self, search):
        answer = search(origin="48.85,2.35", dest="48.86,2.40").json()

        assert answer["results"] == []
        assert answer["picks"] == []
        assert answer["baselines"]

    def test_geometry_and_stops_come_when_asked_for(self, search):
        plain = rides(search().json()["results"][0])[0]
        told = search(expand="stops,geometry", modes="bus").json()["results"][0]

        assert plain["stops"] is None
        assert plain["geometry"] is None
        bus = rides(told)[0]
        assert [stop["name"] for stop in bus["stops"]] == ["School", 'Park <&> "Zoo"']
        assert bus["geometry"]["type"] == "LineString"
        assert bus["geometry"]["coordinates"][0] == [91.2, 23.8]

    def test_names_come_in_the_callers_language_where_the_feed_translates_them(self, search):
        bengali = search(headers={"Accept-Language": "bn-IN,en;q=0.5"})
        english = search(headers={"Accept-Language": "en"})

        assert rides(bengali.json()["results"][0])[0]["origin"]["name"] == "বাজার"
        assert rides(english.json()["results"][0])[0]["origin"]["name"] == "Market"
        assert "Accept-Language" in bengali["Vary"]

    def test_the_same_ride_at_other_times_is_told_once(self, search):
        answer = search(window_s=3 * 3600, modes="tram").json()

        assert len(answer["results"]) == 1
        assert len(answer["results"][0]["other_departures"]) >= 2

    def test_is_cached_and_not_sent_again_to_who_has_it(self, search):
        first = search()
        again = search(status=304, headers={"If-None-Match": first["ETag"]})

        assert again.content == b""
        assert first["Cache-Control"].startswith("public")

    def test_costs_as_many_queries_for_many_ways_as_for_few(
        self, search, api, settings, django_assert_num_queries
    ):
        settings.RIZ_TRANSPORT_ANSWER_SECONDS = 0
        search()
        with CaptureQueriesContext(connection) as few:
            search(window_s=0)
        with django_assert_num_queries(len(few)):
            search(window_s=24 * 3600, all="true")


class TestWishes:
    @pytest.mark.parametrize(
        ("wish", "modes"), [({"modes": "bus"}, {"bus"}), ({"exclude_modes": "bus"}, {"tram"})]
    )
    def test_modes_are_named_or_left_out(self, search, wish, modes):
        options = search(all="true", **wish).json()["results"]

        assert {leg["mode"] for option in options for leg in rides(option)} == modes

    def test_one_ride_is_direct_ways_only(self, search):
        assert all(o["is_direct"] for o in search(max_rides=1, all="true").json()["results"])

    def test_who_walks_nowhere_finds_no_stop_beside_the_door(self, search):
        assert search(origin="23.801,91.201", max_walk_m=10).json()["results"] == []

    def test_who_needs_an_accessible_vehicle_gets_no_other(self, search):
        assert all(
            leg["wheelchair"]
            for option in search(wheelchair="true").json()["results"]
            for leg in rides(option)
        )

    def test_criteria_order_the_answer_and_leave_the_front_alone(self, search):
        quick = search(all="true", criteria="time", window_s=3600).json()
        cheap = search(all="true", criteria="cost:3,co2", window_s=3600).json()

        assert {o["id"] for o in quick["results"]} == {o["id"] for o in cheap["results"]}
        assert quick["results"][0]["score"] <= quick["results"][-1]["score"]

    def test_prices_come_in_the_currency_that_is_asked_for(self, search):
        costs = [o["cost"] for o in search(currency="EUR").json()["baselines"]]

        assert {cost["currency"] for cost in costs if cost} == {"EUR"}


class TestTimes:
    def test_arriving_by_a_time_means_before_it(self, search):
        options = search(arrive_by=at(12)).json()["results"]

        assert options
        assert all(option["arrives"] <= at(12).replace("+00:00", "Z") for option in options)

    def test_later_and_earlier_follow_on_another(self, search):
        first = search(window_s=3600).json()
        later = search(cursor=query_of(first["next"])["cursor"]).json()
        back = search(cursor=query_of(later["previous"])["cursor"]).json()

        assert later["searched_from"] == first["searched_until"]
        assert [o["id"] for o in back["results"]] == [o["id"] for o in first["results"]]

    def test_a_date_alone_is_enough(self, search):
        assert search(date=tomorrow().isoformat()).json()["results"]

    def test_an_empty_window_is_that_very_moment(self, search):
        assert search(window_s=0, depart_at=at(7, 50)).json()["results"]


def query_of(url):
    return dict(parse_qsl(urlsplit(url).query))


class TestFamilies:
    def test_a_flight_that_is_quicker_does_not_swallow_the_train(self, api, country):
        answer = api.get(
            "/transport/options", origin="28.60,77.20", dest="23.80,91.20", date=tomorrow()
        ).json()

        assert {option["family"] for option in answer["results"]} == {"air", "rail"}

    def test_a_coach_that_is_better_at_everything_does_not_swallow_the_train(self, api, db):
        networks.put_into_searches(networks.country_with_coaches(), is_long_distance=True)
        answer = api.get(
            "/transport/options", origin="28.60,77.20", dest="23.80,91.20", date=tomorrow()
        ).json()

        assert {option["family"] for option in answer["results"]} == {"road", "rail"}

    def test_who_flies_is_at_the_airport_early_and_leaves_it_late(self, api, country):
        answer = api.get(
            "/transport/options",
            origin="28.61,77.21",
            dest="23.81,91.21",
            date=tomorrow(),
            modes="flight,taxi",
        ).json()

        legs = answer["results"][0]["legs"]
        flight = next(i for i, leg in enumerate(legs) if leg["mode"] == "flight")
        assert (
            seconds(legs[flight - 1]["destination"]["at"], legs[flight]["origin"]["at"]) >= 45 * 60
        )
        assert (
            seconds(legs[flight]["destination"]["at"], legs[flight + 1]["origin"]["at"]) >= 15 * 60
        )


def seconds(earlier, later):
    return (dt.datetime.fromisoformat(later) - dt.datetime.fromisoformat(earlier)).total_seconds()


class TestRefusals:
    @pytest.mark.parametrize(
        ("wrong", "status", "code"),
        [
            ({"dest": "23.80,91.20"}, 422, "transport.same_place"),
            ({"dest": "Nowhere at all"}, 404, "transport.unknown_place"),
            ({"dest": "99,200"}, 404, "transport.unknown_place"),
            (
                {"date": "2026-12-01", "depart_at": "2026-12-01T00:00:00Z"},
                422,
                "transport.impossible_window",
            ),
            ({"depart_at": "2099-01-01T00:00:00Z"}, 422, "transport.too_far_ahead"),
            ({"depart_at": "2001-01-01T00:00:00Z"}, 422, "transport.too_far_past"),
            ({"criteria": "beauty"}, 422, "transport.invalid_criteria"),
            ({"modes": "broom"}, 422, "request.invalid"),
            ({"window_s": -1}, 422, "request.invalid"),
            ({"depart_at": "yesterday"}, 422, "request.invalid"),
            ({"currency": "XXQ"}, 422, "request.invalid"),
            ({"colour": "blue"}, 422, "request.invalid"),
            ({"expand": "everything"}, 422, "request.invalid"),
            ({"cursor": "made-up"}, 400, "request.bad_cursor"),
            ({"depart_at": "0001-01-01T00:00:00+14:00"}, 422, "request.invalid"),
        ],
    )
    def test_say_what_is_wrong(self, search, wrong, status, code):
        assert search(status=status, **wrong).json()["code"] == code

    def test_a_date_beyond_every_timetable_says_which_are_served(self, search):
        far = (tomorrow() + dt.timedelta(days=100)).isoformat()

        problem = search(status=422, depart_at=f"{far}T08:00:00Z").json()

        assert problem["code"] == "transport.outside_timetable"
        assert problem["served_from"] < problem["served_until"] < far

    def test_without_a_time_there_is_nothing_to_search(self, api, town):
        answer = api.get("/transport/options", origin="23.80,91.20", dest="23.86,91.32")

        assert answer.status_code == 422

    def test_who_finds_no_room_is_asked_to_come_back(self, search, settings):
        settings.RIZ_TRANSPORT_SEARCHES = 1
        settings.RIZ_TRANSPORT_SEARCH_WAIT_SECONDS = 0.01
        with searching.room():
            answer = search(status=503)

        assert answer.json()["code"] == "transport.busy"
        assert answer["Retry-After"] == "1"
        assert search(status=200)

    def test_when_the_time_runs_out_it_is_said(self, search, settings):
        settings.RIZ_TRANSPORT_SEARCH_SECONDS = 0.0

        answer = search(window_s=7200).json()

        assert answer["truncated"]
        assert answer["results"]

    def test_when_there_is_more_than_is_compared_it_is_said(self, search, monkeypatch):
        whole = search(all="true", window_s=7200).json()
        monkeypatch.setattr(asking, "MOST_COMPARED", 2)
        some = search(all="true", window_s=7199).json()

        assert not whole["truncated"]
        assert some["truncated"]
        assert 1 <= some["found"] <= 2 < whole["found"]

    def test_when_there_is_more_than_is_told_it_is_said(self, search, monkeypatch):
        asked = {"all": "true", "window_s": 7200, "expand": "geometry"}
        whole = search(**asked).json()
        monkeypatch.setattr(selection, "MOST_OTHERS", 1)
        some = search(**asked, criteria="time").json()

        assert not whole["capped"]
        assert some["capped"]
        assert some["found"] == whole["found"]
        assert max(len(option["other_departures"]) for option in whole["results"]) > 1
        assert max(len(option["other_departures"]) for option in some["results"]) == 1

    @settings(max_examples=60, deadline=None, suppress_health_check=SHARED_FIXTURES)
    @given(
        st.dictionaries(
            st.sampled_from(
                ["origin", "dest", "date", "time", "depart_at", "arrive_by", "window_s", "modes", "exclude_modes", "max_walk_m", "max_rides", "wheelchair", "luggage", "criteria", "all", "expand", "currency", "cursor", "fields", "limit"]
            ),
            st.one_of(
                st.text(max_size=30),
                st.integers().map(str),
                st.floats().map(str),
                st.sampled_from(
                    ["", "\x00", "\ud800".encode("utf-8", "replace").decode(), "23.8,91.2", "nan,nan", "9" * 400,
                     "' OR 1=1 --", "<script>", "2026-12-10", "9999-12-31", "true", "bus", "٣", "1e400"]
                ),
            ),
            max_size=4,
        )
    )  # fmt: skip
    def test_no_value_of_any_parameter_is_a_fault_of_the_server(self, api, town, strange):
        query = {
            "origin": "23.80,91.20", "dest": "23.86,91.32", "depart_at": at(8), "window_s": "0", **strange,
        }  # fmt: skip

        assert api.get("/transport/options", **query).status_code < 500


class TestRoutes:
    def test_a_way_is_told_again_by_its_id(self, search, api):
        told = search(expand="stops,geometry").json()["results"]

        for option in told:
            again = api.get(f"/transport/route/{option['id']}").json()
            for name in (
                "legs",
                "departs",
                "arrives",
                "cost",
                "co2_g",
                "duration_s",
                "transfers",
                "id",
            ):
                assert again[name] == option[name], name
            assert len(option["id"]) < 600

    def test_other_departures_have_ids_too(self, search, api):
        other = search(window_s=7200, modes="tram").json()["results"][0]["other_departures"][0]

        again = api.get(f"/transport/route/{other['id']}").json()

        assert (again["departs"], again["arrives"]) == (other["departs"], other["arrives"])

    def test_an_id_that_was_changed_is_not_found(self, search, api):
        route_id = search().json()["results"][0]["id"]
        for changed in (
            route_id[:10] + ("A" if route_id[10] != "A" else "B") + route_id[11:],
            route_id[:-1] + ("A" if route_id[-1] != "A" else "Q"),
            route_id + "A",
            route_id[:-43],
            "A" * 43,
            "x",
            "é" * 60,
            "A" * 5000,
        ):
            answer = api.get(f"/transport/route/{changed}")
            assert answer.status_code == 404, changed
            assert answer.json()["code"] == "transport.unknown_route"

    def test_ids_of_the_key_before_hold(self, search, api, settings):
        route_id = search().json()["results"][0]["id"]

        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another key, long enough to be one: 0123456789"

        assert api.get(f"/transport/route/{route_id}").status_code == 200

    def test_it_is_gone_with_its_timetable(self, search, api, town):
        route_id = search().json()["results"][0]["id"]
        FeedVersion.objects.filter(id=town.id).update(is_active=False, folder="", state="failed")
        networks.forget()

        answer = api.get(f"/transport/route/{route_id}")

        assert answer.status_code == 410
        assert answer.json()["code"] == "transport.route_gone"


class TestPictures:
    def test_the_front_is_drawn(self, search):
        answer = search(path="/transport/options/chart.svg", headers={"Accept": "image/svg+xml"})

        assert answer["Content-Type"].startswith("image/svg+xml")
        assert ET.fromstring(answer.content).tag.endswith("svg")  # noqa: S314 - we have drawn it
        assert answer.content == search(path="/transport/options/chart.svg").content

    def test_a_way_is_drawn_and_escapes_what_stops_are_called(self, search, api):
        route_id = search(dest="23.84,91.28").json()["results"][0]["id"]

        answer = api.get(f"/transport/route/{route_id}/chart.svg")

        assert answer.status_code == 200
        assert b"Park &lt;&amp;&gt;" in answer.content

    def test_refusals_are_problems_here_too(self, search):
        answer = search(path="/transport/options/chart.svg", status=422, dest="23.80,91.20")

        assert answer["Content-Type"] == "application/problem+json"
