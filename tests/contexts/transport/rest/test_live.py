"""From a source's message to what people are told, with nothing left out between."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from contexts.transport.gateways import live_feeds
from contexts.transport.models import RealtimeSource
from contexts.transport.use_cases.poll_realtime_source import poll_realtime_source
from riz import clock
from tests.contexts.transport.domain.realtime.messages import (
    SKIPPED,
    alert,
    message,
    update,
    vehicle,
)
from tests.contexts.transport.realtime_source import source
from tests.contexts.transport.rest import networks
from tests.contexts.transport.rest.networks import at
from tests.support.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)
BUS_AT_8 = "T4"
"""The fifth bus of the day, six o'clock being the first; trams come behind the buses."""
TRAM_AT_8 = "T30"


@pytest.fixture(autouse=True)
def look_at_once(monkeypatch):
    monkeypatch.setattr(live_feeds, "REMEMBERED_SECONDS", 0.05)


@pytest.fixture
def server():
    with source() as told:
        yield told


@pytest.fixture
def told(server, town):
    return tell_of(server, town)


def tell_of(server, version):
    """Return what has a source of a version's feed say something."""
    row = RealtimeSource.objects.create(
        feed=version.feed, url=server.url, next_attempt_at=clock.now()
    )
    networks.forget()

    def say(*entities):
        now = clock.now()
        server.body = message(*entities, at=int(now.timestamp()))
        RealtimeSource.objects.filter(id=row.id).update(next_attempt_at=now)
        assert poll_realtime_source(source_id=row.id, at=now)
        row.refresh_from_db()
        return row.summary

    return say


def tomorrow():
    return networks.tomorrow().strftime("%Y%m%d")


def eventually_is(look, wanted):
    assert eventually(lambda: look() == wanted), look()


def late(seconds):
    return update(TRAM_AT_8, date=tomorrow(), delay=seconds)


@pytest.fixture
def trams(search):
    """Return what leaves by tram within half an hour of eight: departure, arrival, and which of it is live."""

    def look(**more):
        options = search(modes="tram,walk", window_s=1800, all="true", **more).json()["results"]
        legs = [leg for option in options for leg in option["legs"] if leg["mode"] == "tram"]
        return [(leg["origin"]["at"][11:16], leg["is_live"]) for leg in legs]

    return look


@pytest.fixture
def boards(api):
    """Return what leaves the market within an hour of eight."""

    def look(mode="tram", **more):
        answer = api.get(
            "/transport/local-transit",
            lat=23.80,
            lon=91.20,
            radius_m=300,
            at=at(8),
            limit=3,
            **more,
        )
        assert answer.status_code == 200, answer.content
        lines = [line for stop in answer.json()["results"] for line in stop["lines"]]
        return [each for line in lines if line["mode"] == mode for each in line["departures"]]

    return look


def test_a_delay_shows_everywhere_and_ends_with_its_silent_source(
    told, trams, boards, search, api, settings
):
    option = next(o for o in search(modes="tram,walk").json()["results"] if "tram" in o["modes"])
    eventually_is(trams, [("08:00", False)])

    assert told(late(900))["changes"] == 1

    eventually_is(trams, [("08:15", True)])
    first = boards()[0]
    assert (first["departs"][11:16], first["scheduled"][11:16]) == ("08:15", "08:00")
    assert first["is_live"]
    route = api.get(option["url"].removeprefix("/api/v1")).json()
    ride = next(leg for leg in route["legs"] if leg["mode"] == "tram")
    assert ride["origin"]["at"][11:16] == "08:15"
    assert ride["origin"]["scheduled_at"][11:16] == "08:00"
    assert route["is_feasible"]

    settings.RIZ_TRANSPORT_LIVE_SECONDS = 1
    told(late(900))
    eventually_is(trams, [("08:00", False)])


def test_a_cancelled_trip_is_not_found_and_its_route_says_so(told, trams, boards, search, api):
    option = next(o for o in search(modes="tram,walk").json()["results"] if "tram" in o["modes"])

    told(update(TRAM_AT_8, date=tomorrow(), state="CANCELED"))

    eventually_is(lambda: ("08:00", False) in trams(), False)
    assert boards()[0]["departs"][11:16] == "09:00"
    route = api.get(option["url"].removeprefix("/api/v1")).json()
    assert [leg["is_cancelled"] for leg in route["legs"] if leg["mode"] == "tram"] == [True]
    assert not route["is_feasible"]


def test_a_skipped_stop_is_passed(told, boards):
    told(update(BUS_AT_8, [{"sequence": 1, "state": SKIPPED}], date=tomorrow()))

    eventually_is(lambda: boards("bus")[0]["departs"][11:16], "08:30")


def posix(hour, minute=0):
    return int(dt.datetime.fromisoformat(at(hour, minute)).timestamp())


def extra(**more):
    """A tram that no timetable has, ten past eight from the market to the port by way of the park."""
    calls = [
        {"stop": "S0", "planned": posix(8, 10), "departs_at": posix(8, 12)},
        {"stop": "S2", "arrives_at": posix(8, 15)},
        {"stop": "S3", "arrives_at": posix(8, 20)},
    ]
    own = {"trip_headsign": "Fair", "trip_short_name": "X1"}
    return update("extra", calls, date=tomorrow(), route="R1", state="NEW", own=own, **more)


def test_an_added_trip_is_found_shown_and_told_again_while_it_runs(
    told, trams, boards, search, api
):
    assert told(extra(), late(60))["changes"] == 2

    eventually_is(lambda: sorted(trams()), [("08:01", True), ("08:12", True)])
    results = search(modes="tram,walk", window_s=1800, all="true", expand="stops,geometry").json()
    option = next(o for o in results["results"] if o["departs"][11:16] == "08:12")
    (ride,) = [leg for leg in option["legs"] if leg["mode"] == "tram"]
    assert (ride["headsign"], ride["trip"], ride["line"]) == ("Fair", "X1", "1")
    assert ride["origin"]["scheduled_at"][11:16] == "08:10"
    assert [stop["at"][11:16] for stop in ride["stops"]] == ["08:15"]
    assert ride["fare"] is not None
    shown = [each for each in boards() if each["headsign"] == "Fair"]
    assert [(each["departs"][11:16], each["is_live"]) for each in shown] == [("08:12", True)]
    address = option["url"].removeprefix("/api/v1")
    route = api.get(address).json()
    assert [leg["headsign"] for leg in route["legs"] if leg["mode"] == "tram"] == ["Fair"]
    assert route["cost"] == option["cost"]

    # Others come and go: the id still means this one, or nothing.
    told(late(60), update("T0", state="DUPLICATED", own=copy_at("07:00:00")), extra())
    eventually_is(lambda: api.get(address).json()["departs"][11:16], "08:12")
    assert [leg["trip"] for leg in api.get(address).json()["legs"] if leg["trip"]] == ["X1"]
    told(late(60), update("T0", state="DUPLICATED", own=copy_at("07:00:00")))
    eventually_is(lambda: api.get(address).status_code, 410)
    eventually_is(trams, [("08:01", True)])


def copy_at(time):
    return {"trip_id": "copy", "start_date": tomorrow(), "start_time": time}


def test_an_added_trip_stands_with_the_others_of_its_line(told, api):
    told(extra(), update(TRAM_AT_8, state="DUPLICATED", own=copy_at("08:05:00")))

    def lines():
        answer = api.get(
            "/transport/local-transit", lat=23.80, lon=91.20, radius_m=300, at=at(8), modes="tram"
        ).json()["results"]
        return [
            (line["headsign"], [each["departs"][11:16] for each in line["departures"]][:2])
            for stop in answer
            for line in stop["lines"]
        ]

    eventually_is(lines, [("", ["08:00", "08:05"]), ("Fair", ["08:12"])])


def test_live_times_are_told_at_the_stops_between(told, search, api):
    def bus():
        options = search(modes="bus,walk", window_s=1200, all="true", expand="stops").json()
        return next(o for o in options["results"] if len(o["legs"]) and "bus" in o["modes"])

    option = bus()
    calls = [
        {"sequence": 1, "departs": 60},
        {"sequence": 2, "arrives": 300},
        {"sequence": 3, "state": SKIPPED},
    ]
    told(update(BUS_AT_8, calls, date=tomorrow()))

    def stops(way):
        ride = next(leg for leg in way["legs"] if leg["mode"] == "bus")
        return [
            (stop["at"][11:16], (stop["scheduled_at"] or "")[11:16], stop["is_skipped"])
            for stop in ride["stops"]
        ]

    wanted = [("08:20", "08:15", False), ("08:35", "08:30", True)]
    eventually_is(lambda: stops(bus()), wanted)
    route = api.get(option["url"].removeprefix("/api/v1"), expand="stops").json()
    assert stops(route) == wanted


def test_another_platform_is_told_and_searched(told, search, api):
    option = next(o for o in search(modes="tram,walk").json()["results"] if "tram" in o["modes"])
    call = {"sequence": 2, "assigned": "S2", "arrives": 60}

    told(update(TRAM_AT_8, [call], date=tomorrow()))

    address = option["url"].removeprefix("/api/v1")

    def ends():
        legs = api.get(address).json()["legs"]
        return [leg["destination"]["stop_id"] for leg in legs if leg["mode"] == "tram"]

    eventually_is(ends, ["S2"])

    def ways():
        found = search(modes="tram,walk", window_s=1200, all="true").json()["results"]
        return [option["departs"][11:16] for option in found if "tram" in option["modes"]]

    # From there it is too long a walk to where it would have gone.
    eventually_is(ways, ["09:00"])


def test_what_several_sources_say_comes_together(told, town, trams, search):
    with source() as other:
        warn = tell_of(other, town)
        warn(
            alert("R1", header={"en": "Works", "bn": "কাজ"}, severity="WARNING"),
            alert("R1", stop="S3", header={"": "Lift out of order"}),
            alert("R1", stop="S2", header={"": "of another stop"}),
            alert("R0", header={"": "of another line"}),
            alert("R1", header={"": "long ago"}, until=int(clock.now().timestamp()) - 5),
        )
        told(late(60))

        eventually_is(trams, [("08:01", True)])
        answer = search(modes="tram,walk", headers={"Accept-Language": "bn"}).json()
        ride = next(leg for leg in answer["results"][0]["legs"] if leg["mode"] == "tram")
        assert [each["header"] for each in ride["alerts"]] == ["কাজ"]
        assert ride["alerts"][0]["severity"] == "warning"
        assert [each["header"] for each in ride["destination"]["alerts"]] == ["Lift out of order"]
        assert ride["origin"]["alerts"] == []


def test_a_new_version_begins_as_planned_beside_states_of_the_old_one(told, town, trams):
    told(late(900))
    eventually_is(trams, [("08:15", True)])
    town.is_active = False
    town.save()
    version = networks.put_into_searches(replace(networks.town(), sha256="c" * 64), of=town.feed)

    eventually_is(trams, [("08:00", False)])
    told(late(300))
    eventually_is(trams, [("08:05", True)])
    assert version.id != town.id


def test_vehicles_are_told_with_what_they_run(told, boards):
    now = int(clock.now().timestamp())

    told(
        vehicle(TRAM_AT_8, 23.79, 91.19, date=tomorrow(), at=now - 30, occupancy="FULL"),
        vehicle(TRAM_AT_8, 23.70, 91.10, date="20200101", at=now),
        vehicle("T31", 23.70, 91.10, date=tomorrow(), at=now - 3600),
    )

    eventually_is(lambda: boards()[0]["vehicle"] is not None, True)
    first, second = boards()[:2]
    assert (first["vehicle"]["lat"], first["vehicle"]["occupancy"]) == (23.79, "full")
    assert second["vehicle"] is None
