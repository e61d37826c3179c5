"""Stops, stations, changes, pathways and ways on foot."""

from __future__ import annotations

import pytest

from contexts.transport.domain.gtfs import Severity
from contexts.transport.domain.timetable.feed import NONE
from contexts.transport.domain.timetable.view import STEP_FREE
from tests.contexts.transport.domain.gtfs.tables import (
    CLEAN,
    Tables,
    check,
    codes,
    compiled,
    links,
    read,
    stop,
    texts,
    with_rows,
    with_table,
)

HEADER = "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station,wheelchair_boarding"
STATION = (
    "s1,Depot,23.80,91.20,0,S,",
    "s2,Market,23.8001,91.20,0,S,",
    "s3,Palace,23.84,91.20,,,1",
    "s4,Lake,23.90,91.20,,,2",
    "S,Central,23.80,91.20,1,,",
    "E,Gate,23.80,91.20,2,S,",
    "N,Hall,,,3,S,",
    "B,Front,,,4,s2,",
)


def station(*rows: str, **tables: str) -> Tables:
    """Return the clean feed whose first two stops are platforms of a station."""
    feed = with_table("stops.txt", HEADER, *STATION, *rows)
    return {**feed, **{f"{name}.txt": text for name, text in tables.items()}}


def transfers(*rows: str) -> str:
    return "\n".join(["from_stop_id,to_stop_id,transfer_type,min_transfer_time", *rows, ""])


def pathways(*rows: str) -> str:
    header = (
        "pathway_id,from_stop_id,to_stop_id,pathway_mode,is_bidirectional,length,traversal_time"
    )
    return "\n".join([header, *rows, ""])


def test_platforms_know_their_station_and_nodes_are_folded_away() -> None:
    reading = read(station())
    feed = reading.feed
    assert reading.notices == []
    assert feed is not None
    check(feed)
    assert sorted(texts(feed.stop_ids)) == ["S", "s1", "s2", "s3", "s4"]
    assert feed.stop_station[stop(feed, "s1")] == stop(feed, "S")
    assert feed.stop_station[stop(feed, "s3")] == NONE
    assert feed.stop_flags[stop(feed, "s3")] == STEP_FREE
    assert feed.stop_flags[stop(feed, "s4")] == 0


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("x,X,,,0,,", "stop_without_location"),
        ("x,X,91.5,10,0,,", "number_out_of_range"),
        ("x,X,10,181,0,,", "number_out_of_range"),
        ("x,X,0.0,0.0,0,,", "point_near_origin"),
        ("x,X,89.9,0.0,0,,", "point_near_pole"),
        ("x,X,abc,10,0,,", "invalid_float"),
        (",X,23,91,0,,", "missing_required_field"),
        ("s1,X,23,91,0,,", "duplicate_key"),
    ],
)
def test_stops_that_are_nowhere_are_dropped(row: str, code: str) -> None:
    reading = read(station(row))
    assert reading.feed is not None
    assert reading.feed.stops == 5
    assert code in codes(reading)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("x,X,23.9,91.3,0,nowhere,", "foreign_key_violation"),
        ("x,X,23.9,91.3,0,s1,", "wrong_parent_location_type"),
        ("x,X,23.9,91.3,1,S,", "station_with_parent_station"),
        ("x,X,23.9,91.3,1,x,", "station_with_parent_station"),
        ("x,X,23.9,91.3,0,x,", "wrong_parent_location_type"),
        ("x,X,23.9,91.3,7,S,", "unexpected_enum_value"),
    ],
)
def test_wrong_parents_are_noted_and_forgotten(row: str, code: str) -> None:
    reading = read(station(row))
    feed = reading.feed
    assert feed is not None
    assert code in codes(reading)
    assert code == "unexpected_enum_value" or feed.stop_station[stop(feed, "x")] == NONE


def test_parents_in_a_circle_end() -> None:
    rows = ("p,P,23.9,91.3,1,q,", "q,Q,23.9,91.3,1,p,")
    reading = read(station(*rows))
    assert reading.feed is not None
    assert reading.totals["station_with_parent_station", Severity.ERROR, "stops.txt"] == 2


def test_an_entrance_without_a_station_is_noted() -> None:
    assert "location_without_parent_station" in codes(read(station("x,X,23.9,91.3,2,,")))


def test_a_vehicle_serves_no_station() -> None:
    row = "t9,08:00:00,08:00:00,S,1"
    reading = read(station(stop_times=str(CLEAN["stop_times.txt"]) + row + "\n"))
    assert "foreign_key_violation" in codes(reading)
    row = row.replace("t9", "t3").replace(",1", ",3")
    reading = read(station(stop_times=str(CLEAN["stop_times.txt"]) + row + "\n"))
    assert "location_with_unexpected_stop_time" in codes(reading)


def test_least_times_between_stops_and_at_a_stop() -> None:
    feed = compiled(station(transfers=transfers("s3,s4,2,200", "s3,s3,2,90")), change_s=45)
    assert links(feed) == {("s3", "s4"): 200}
    assert feed.stop_change_s[stop(feed, "s3")] == 90
    assert feed.stop_change_s[stop(feed, "s4")] == 45


def test_what_is_ruled_for_a_station_holds_for_its_platforms() -> None:
    feed = compiled(station(transfers=transfers("S,S,2,180", "S,s3,2,400", "s1,s2,2,30")))
    assert links(feed) == {
        ("s1", "s2"): 30,  # the narrower rule
        ("s2", "s1"): 180,
        ("s1", "s3"): 400,
        ("s2", "s3"): 400,
    }
    assert feed.stop_change_s[stop(feed, "s1")] == 180


def test_a_timed_change_needs_no_time_at_the_stop() -> None:
    feed = compiled(station(transfers=transfers("s3,s3,1,")))
    assert feed.stop_change_s[stop(feed, "s3")] == 0


def test_a_recommended_change_takes_the_walk() -> None:
    way = links(compiled(station(transfers=transfers("s1,s2,0,"))))["s1", "s2"]
    assert 60 < way < 90  # eleven metres and the change


def test_a_forbidden_change_stays_forbidden_however_near() -> None:
    feed = compiled(station(transfers=transfers("s1,s2,3,", "s3,s3,3,")), walk_m=300)
    assert ("s1", "s2") not in links(feed)
    assert ("s2", "s1") in links(feed)
    assert feed.stop_change_s[stop(feed, "s3")] >= 86_400


def test_in_seat_transfers_are_left_out_with_a_word() -> None:
    reading = read(station(transfers=transfers("s1,s2,4,", "s1,s2,5,")))
    assert reading.totals["transfer_not_used", Severity.INFO, "transfers.txt"] == 2


def test_a_rule_for_some_routes_never_promises_more_than_it_says() -> None:
    table = (
        "from_stop_id,to_stop_id,from_route_id,to_route_id,transfer_type,min_transfer_time\n"
        "s3,s4,,,2,100\ns3,s4,r1,r2,2,300\ns4,s3,r1,r2,3,\ns4,s4,r1,r2,2,480\n"
    )
    reading = read(station(transfers=table))
    assert reading.feed is not None
    assert links(reading.feed) == {("s3", "s4"): 300}
    assert reading.feed.stop_change_s[stop(reading.feed, "s4")] == 480
    assert reading.totals["transfer_generalised", Severity.INFO, "transfers.txt"] == 3


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("s1,nowhere,2,60", "foreign_key_violation"),
        ("s1,E,2,60", "transfer_with_invalid_stop_location_type"),
        ("s1,s3,2,99999999", "number_out_of_range"),
        ("s1,s3,2,-60", "number_out_of_range"),
    ],
)
def test_transfers_that_mean_nothing_are_noted(row: str, code: str) -> None:
    assert code in codes(read(station(transfers=transfers(row))))


def test_stops_near_each_other_are_joined_unless_told_otherwise() -> None:
    near = with_rows("stops.txt", "s5,Shed,23.8018,91.20,", "s6,Yard,23.8040,91.20,")
    assert set(links(compiled(near, walk_m=300))) == {
        ("s1", "s5"),
        ("s5", "s1"),
        ("s5", "s6"),
        ("s6", "s5"),
    }
    assert links(compiled(near, walk_m=0)) == {}
    # Two hundred metres at 1.2 m/s with a detour of 1.3, and the change.
    assert links(compiled(near, walk_m=300))["s1", "s5"] == pytest.approx(
        200 * 1.3 / 1.2 + 60, abs=2
    )


def test_a_thousand_stops_at_one_place_are_not_all_joined() -> None:
    rows = [f"x{number},X,23.95,91.30," for number in range(1000)]
    feed = compiled(with_rows("stops.txt", *rows), walk_m=300)
    assert len(feed.link_to) < 2000


def test_pathways_give_the_time_between_platforms() -> None:
    rows = pathways("1,s1,N,1,1,,100", "2,N,B,2,0,60,", "3,E,N,1,1,,10")
    feed = compiled(station(pathways=rows), walk_m=300)
    assert links(feed)["s1", "s2"] == 100 + 50  # sixty metres at 1.2 m/s
    assert ("s2", "s1") not in links(feed)
    assert feed.stop_flags[stop(feed, "s1")] == STEP_FREE
    assert feed.stop_flags[stop(feed, "s2")] == 0


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("1,s1,s1,1,1,,5", "pathway_loop"),
        ("1,s1,S,1,1,,5", "pathway_to_wrong_location_type"),
        ("1,s1,nowhere,1,1,,5", "foreign_key_violation"),
        ("1,s1,s2,9,1,,5", "unexpected_enum_value"),
    ],
)
def test_pathways_that_mean_nothing_are_noted(row: str, code: str) -> None:
    reading = read(station(pathways=pathways(row)))
    assert code in codes(reading)
    assert reading.feed is not None


def test_pathways_in_a_circle_end() -> None:
    rows = pathways("1,s1,N,1,0,,100", "2,N,s2,1,0,,10", "3,s2,s1,1,0,,70")
    assert links(compiled(station(pathways=rows))) == {("s1", "s2"): 110, ("s2", "s1"): 70}


def test_zones_of_stops() -> None:
    table = (
        str(CLEAN["stops.txt"])
        .replace("zone_id", "stop_timezone")
        .replace("Z1", "Asia/Dhaka")
        .replace("Z2", "Mars/Base")
    )
    reading = read({**CLEAN, "stops.txt": table})
    feed = reading.feed
    assert feed is not None
    assert [feed.zones[feed.stop_zone[stop(feed, name)]] for name in ("s1", "s4")] == [
        "Asia/Dhaka",
        "Asia/Kolkata",
    ]
    assert reading.totals["invalid_timezone", Severity.ERROR, "stops.txt"] == 2
