"""Whatever is asked, transport answers or says what is wrong with the question: never with a fault of its own."""

from __future__ import annotations

import base64
import json
import os
import string
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contexts.transport.rest.networks import at, tomorrow

pytestmark = pytest.mark.django_db
SHARED_FIXTURES = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
DATA = Path(os.environ.get("RIZ_DATA", "/nonexistent"))
HERE, THERE = "23.80,91.20", "23.86,91.32"

ODD = (
    "", " ", "nan", "NaN", "inf", "-inf", "Infinity", "1e308", "1e999", "-1", "-0", "9" * 400,
    "0x10", "1_000", "٢٣.٨,٩١.٢", "１２", "²", "𝟙𝟚", "\u202e", "\ufeff", "\U0010ffff", "🚂" * 50, "'; --", "%00", "%",
    "%s%s%n", "${7*7}", "{{7*7}}", "<script>", "../../etc/passwd", "null", "true", "[]", "{}", "[" * 300,
    "2026-02-30", "0001-01-01", "9999-12-31", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "24:00", "-1:00",
    "2026-03-01T08:00:00+99:99", "2026-03-01T08:00:00", "90,180", "-90,-180", "91,0", "0,181", "90.0000001,0", ",", "1,", "1,2,3",
    "nan,nan", "inf,0", "1e1,1e1", "AGR,", ",Tripura", "|%|_", "\\", "~a~",
)  # fmt: skip
# Refused as the address is read, whichever parameter holds it.
UNREADABLE = ("\0", "a\0b", "\ud800", "x" * 20_000)
PARAMETERS = {
    "/transport/options": {
        "origin": HERE, "dest": THERE, "depart_at": None, "date": None, "time": None, "arrive_by": None, "window_s": "600",
        "modes": "bus", "exclude_modes": "bus", "max_walk_m": "500", "max_rides": "3", "wheelchair": "true", "luggage": "true",
        "criteria": "time", "currency": "INR", "all": "true", "expand": "stops", "cursor": None,
    },
    "/transport/options/chart.svg": {"origin": HERE, "dest": THERE, "window_s": "600", "criteria": "cost", "currency": "INR"},
    "/transport/local-transit": {"lat": "23.8", "lon": "91.2", "radius_m": "500", "modes": "bus", "departures": "1", "at": None, "limit": "2"},
    "/transport/places": {"q": "ma", "lat": "23.8", "lon": "91.2", "limit": "2"},
    "/transport/route/AAAA": {"currency": "INR", "expand": "stops"},
    "/transport/route/AAAA/chart.svg": {"currency": "INR"},
}  # fmt: skip
NEEDED = {
    "/transport/options": ("origin", "dest"),
    "/transport/options/chart.svg": ("origin", "dest"),
    "/transport/local-transit": ("lat", "lon"),
    "/transport/places": ("q",),
}


def ends_well(answer):
    """Hold an answer to what is promised of every one of them."""
    assert answer.status_code < 500, answer.content
    if answer.status_code >= 400:
        problem = answer.json()
        assert answer["Content-Type"].startswith("application/problem+json")
        assert problem["code"].count(".") >= 1
        assert len(answer.content) < 20_000
    return answer


def ask(api, path, query):
    """Send a query as it stands; lone surrogates as the bytes that somebody would send for them."""
    text = urlencode(query, errors="surrogatepass")
    return ends_well(api.send_raw("GET", f"{path}?{text}", b""))


def question(path, **other):
    """Return a question that is fine but for what is said otherwise."""
    known = {name: PARAMETERS[path][name] for name in NEEDED.get(path, ())}
    if path.startswith("/transport/options") and not {"date", "arrive_by"} & set(other):
        known["depart_at"] = at(8)
    return {**known, **other}


@cache
def naughty():
    return tuple(json.loads((DATA / "security" / "blns.json").read_text(encoding="utf-8")))


def not_named(answer, sent):
    """Return what was sent and is not named as wrong: by itself, it may come further."""
    named = answer.json().get("errors", {}) if answer.status_code == 422 else {}
    return {name: value for name, value in sent.items() if name not in named}


def in_turns(names, values):
    """Give every name every value, all names at once."""
    for turn in range(len(values)):
        yield {name: values[(turn + 7 * place) % len(values)] for place, name in enumerate(names)}


@pytest.mark.parametrize("path", PARAMETERS)
def test_odd_values_of_every_parameter(api, town, path):
    # A chart is asked for by the parameters of the list that it draws, so a part of the values does.
    for odd in in_turns(PARAMETERS[path], ODD[::3] if path.endswith("chart.svg") else ODD):
        for name, value in not_named(ask(api, path, odd), odd).items():
            ask(api, path, question(path, **{name: value}))


@pytest.mark.parametrize("path", PARAMETERS)
def test_parameters_that_can_not_be_read_or_are_sent_twice(api, town, path):
    for place, (name, example) in enumerate(PARAMETERS[path].items()):
        fine = example or at(8)
        twice = [(key, value) for key, value in question(path).items() if key != name]

        assert ask(api, path, [*twice, (name, fine), (name, fine)]).status_code >= 400
        value = UNREADABLE[place % len(UNREADABLE)]
        assert ask(api, path, question(path, **{name: value})).status_code in {400, 414}
    ask(api, path, [*twice, *[(name, fine)] * 500])


@pytest.mark.parametrize(
    ("path", "name", "step"),
    [
        # They read texts the same way, so a part of the list does.
        ("/transport/places", "q", 3),
        ("/transport/options", "origin", 10),
        ("/transport/options", "criteria", 10),
    ],
)
def test_naughty_strings(api, town, path, name, step):
    if not (DATA / "security").is_dir():
        pytest.skip("RIZ_DATA/security is not there")
    for value in naughty()[::step]:
        ask(api, path, question(path, **{name: value}))


@pytest.mark.parametrize("path", ["/transport/options", "/transport/options/chart.svg"])
@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        ({"origin": "Nowhere at all"}, 404, "transport.unknown_place"),
        ({"dest": HERE}, 422, "transport.same_place"),
        ({"depart_at": "2031-01-01T00:00:00Z"}, 422, "transport.too_far_ahead"),
        ({"date": "2050-01-01"}, 422, "transport.too_far_ahead"),
        ({"depart_at": "1999-01-01T00:00:00Z"}, 422, "transport.too_far_past"),
        ({"depart_at": at(8, days=200)}, 422, "transport.outside_timetable"),
        ({"arrive_by": at(8, days=200)}, 422, "transport.outside_timetable"),
        ({"date": str(tomorrow()), "depart_at": at(8)}, 422, "transport.impossible_window"),
        ({"window_s": "-1"}, 422, "request.invalid"),
        ({"window_s": "99999999999999999999"}, 422, "request.invalid"),
        ({"max_walk_m": "-5"}, 422, "request.invalid"),
        ({"max_rides": "0"}, 422, "request.invalid"),
        ({"criteria": "cost:nan"}, 422, "transport.invalid_criteria"),
        ({"criteria": "cost:-1"}, 422, "transport.invalid_criteria"),
        ({"criteria": "cost:1e400"}, 422, "transport.invalid_criteria"),
        ({"unheard_of": "1"}, 422, "request.invalid"),
        ({"cursor": "WzEsMiwzXQ:1abc:forged"}, 400, "request.bad_cursor"),
    ],
)  # fmt: skip
def test_refusals_say_what_is_wrong(api, town, path, wrong, status, code):
    answer = ask(api, path, question(path, **wrong))

    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize(("origin", "dest"), [("90,0", "-90,0"), ("0,180", "0,-179.99")])
def test_ways_between_poles_and_over_the_date_line(api, town, origin, dest):
    path = "/transport/options"
    answer = ask(api, path, question(path, origin=origin, dest=dest)).json()

    assert answer["results"] == []
    assert answer["distance_m"] == (20_015_114 if origin == "90,0" else 1112)


@pytest.mark.parametrize(("lat", "lon"), [(90, 180), (-90, -180), (0, 180), (89.9999, 0)])
def test_nothing_leaves_from_poles_and_the_date_line(api, town, lat, lon):
    answer = ask(
        api, "/transport/local-transit", {"lat": lat, "lon": lon, "radius_m": 10_000, "at": at(8)}
    )

    assert answer.json()["results"] == []


def test_both_sides_of_the_date_line_are_one_place(api, town):
    answer = ask(
        api, "/transport/options", question("/transport/options", origin="0,180", dest="0,-180")
    )

    assert answer.json()["code"] == "transport.same_place"


class TestRouteIds:
    @pytest.fixture
    def route_id(self, search):
        return search().json()["results"][0]["id"]

    def refuse(self, api, route_id):
        path = f"/transport/route/{quote(route_id, safe='', errors='surrogatepass')}"
        for end in ("", "/chart.svg"):
            answer = ask(api, path + end, {})
            assert answer.status_code in {400, 404}, (route_id, answer.content)

    def test_what_was_given_out_is_told(self, api, route_id):
        assert ask(api, f"/transport/route/{route_id}", {}).status_code == 200

    def test_no_letter_can_be_changed(self, api, route_id):
        letters = string.ascii_letters + string.digits + "-_"
        for place, letter in enumerate(route_id):
            other = letters[(letters.find(letter) + 1) % len(letters)]
            path = f"/transport/route/{route_id[:place]}{other}{route_id[place + 1 :]}"
            assert ask(api, path, {}).status_code == 404

    def test_nothing_can_be_cut_off_or_added(self, api, route_id):
        for length in range(1, len(route_id), 5):
            self.refuse(api, route_id[:length])
        for added in ("A", "=", "\n", "%0A", " ", "\0", "é", "A" * 5_000, "\ud800"):
            self.refuse(api, route_id + added)
            self.refuse(api, added + route_id)

    def test_ids_of_other_kinds_are_no_routes(self, api, route_id, search):
        cursor = search().json()["next"].partition("cursor=")[2]
        for other in (
            cursor,
            "0198c0de-0000-7000-8000-000000000000",
            "0",
            "-",
            "null",
            "٣" * 40,
            "A" * 640,
        ):
            self.refuse(api, other)

    def test_route_ids_are_no_cursors(self, api, route_id):
        answer = ask(api, "/transport/options", question("/transport/options", cursor=route_id))

        assert answer.json()["code"] == "request.bad_cursor"

    @settings(max_examples=60, deadline=None, suppress_health_check=SHARED_FIXTURES)
    @given(data=st.binary(max_size=300))
    def test_bytes_that_nobody_signed(self, api, data):
        self.refuse(api, base64.urlsafe_b64encode(data).decode() or "A")


def plan(api, body):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return ends_well(api.send_raw("POST", "/transport/multi-leg", data))


def tour(**other):
    return {
        "depart_at": at(8),
        "window_s": 600,
        "places": [{"place": HERE}, {"place": THERE}],
        **other,
    }


WRONG_VALUES = [
    None, True, 0, -1, 1e308, "", "x" * 50_000, [], {}, [[]], {"a": {}}, [None] * 13, "0", "nan",
    ["train"], {"place": HERE}, "2026-02-30", "9999-12-31T23:59:59Z", "²",
]  # fmt: skip


class TestSeveralLegs:
    NAMES = (
        "places", "depart_at", "date", "time", "arrive_by", "window_s", "order", "last_is_fixed", "expand", "modes",
        "exclude_modes", "max_walk_m", "max_rides", "wheelchair", "luggage", "criteria", "currency", "unheard_of",
    )  # fmt: skip

    def test_values_of_other_kinds(self, api, town):
        for wrong in in_turns(self.NAMES, WRONG_VALUES):
            for name, value in not_named(plan(api, wrong), wrong).items():
                plan(api, tour(**{name: value}))

    def test_places_of_other_kinds(self, api, town):
        for name in ("place", "leave_from", "min_stay_s", "max_stay_s", "nights", "unheard_of"):
            for value in WRONG_VALUES:
                stop = {"place": THERE, name: value}
                plan(api, tour(places=[{"place": HERE}, stop, {"place": HERE}]))

    @pytest.mark.parametrize(
        "body",
        [
            b"", b"null", b"[]", b"1", b'"x"', b"{", b"NaN", b'{"places": NaN}', b'{"places": Infinity}', b"\xff\xfe", b"\x00",
            b"[" * 100_000, b'{"a":' * 50_000, b'{"places":' + b"[" * 900 + b"]" * 900 + b"}",
            b'{"places": [{"place": "\\ud800"}, {"place": "\\u0000"}], "date": "2026-03-01"}', b"9" * 10_000,
            b'{"places": [], "places": []}',
        ],
        ids=range(17),
    )  # fmt: skip
    def test_bodies_that_are_no_tour(self, api, town, body):
        assert 400 <= plan(api, body).status_code < 500

    def test_a_thousand_legs(self, api, town):
        answer = plan(api, tour(places=[{"place": HERE}, {"place": THERE}] * 500))

        assert answer.json()["code"] == "transport.too_many_legs"

    def test_stays_that_end_beyond_the_timetable(self, api, town):
        places = [{"place": HERE}, {"place": THERE, "nights": 60}, {"place": HERE}]

        answer = plan(api, tour(places=places))

        assert answer.json()["code"] in {"transport.no_way_found", "transport.outside_timetable"}

    def test_twelve_places_there_and_back(self, api, town):
        plan(api, tour(places=[{"place": HERE}, {"place": THERE}] * 6))
        plan(api, tour(places=[{"place": HERE}, {"place": THERE}] * 6, order="free"))


@settings(max_examples=80, deadline=None, suppress_health_check=SHARED_FIXTURES)
@given(data=st.data())
def test_any_text_for_any_parameter(api, town, data):
    path = data.draw(st.sampled_from(sorted(PARAMETERS)))
    names = st.sampled_from(sorted(PARAMETERS[path]))
    texts = st.one_of(
        st.sampled_from(ODD), st.text(max_size=30), st.integers().map(str), st.floats().map(str)
    )
    ask(api, path, question(path, **data.draw(st.dictionaries(names, texts, max_size=4))))


@pytest.mark.parametrize(
    "value",
    ["", "x" * 5_000, "*", "en;q=nan", "b\xff", "en-" * 500, "\u0100".encode().decode("latin-1")],
)
def test_odd_languages(api, town, value):
    headers = {"Accept-Language": value}
    query = urlencode(question("/transport/options"))
    answer = api.send_raw("GET", f"/transport/options?{query}", b"", headers=headers)

    assert ends_well(answer).status_code == 200
