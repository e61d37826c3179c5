"""Buses and flights of the demo network: times and fares that follow from what is stated."""

import csv
from itertools import pairwise

import pytest

from contexts.transport.data.network.buses import build_buses, fares_of, read_lines
from contexts.transport.data.network.flights import Airport, block_minutes, build_flights
from contexts.transport.data.network.tables import calendar_row, clock

LINES = [
    "id,name,kind,stops,kmh,runs,per_km,least_fare",
    "R1,Here - There,bus,a 0|b 10|c 40,30,06:00-18:00/30,1.5,10",
    "X1,Here - Far,coach,a 0|c 60,30,07:00;19:00,2,60",
]
STOPS = ["id,name,latitude,longitude,time_zone", "a,A,23,91,", "b,B,23,91.1,", "c,C,23,91.4,"]


def rows(files, name):
    return list(csv.DictReader(files[name].splitlines()))


def test_a_line_runs_there_and_back_at_its_speed():
    files = build_buses(STOPS, LINES)
    times = {
        (row["trip_id"], row["stop_id"]): row["arrival_time"]
        for row in rows(files, "stop_times.txt")
    }
    assert times["R1a1", "c"] == "07:20:00"
    assert times["R1b1", "b"] == "07:00:00"
    assert times["X1b2", "a"] == "21:00:00"
    assert {row["trip_id"] for row in rows(files, "frequencies.txt")} == {"R1a1", "R1b1"}


def test_a_fare_grows_by_kilometre_in_steps_from_the_least():
    line, coach = read_lines(LINES)
    assert {(a, b): fare for a, b, fare in fares_of(line)}["a", "b"] == 15
    assert {(a, b): fare for a, b, fare in fares_of(line)}["c", "a"] == 60
    assert {fare for _, _, fare in fares_of(coach)} == {120}


def test_stated_lines_know_their_stops_and_never_turn_back(facts):
    stops = {row["id"] for row in csv.DictReader(facts("bus_stops.csv"))}
    for line in read_lines(facts("bus_lines.csv")):
        assert {call.stop for call in line.calls} <= stops, line.id
        assert all(before.km < call.km for before, call in pairwise(line.calls)), line.id


@pytest.mark.parametrize(("km", "minutes"), [(320, 60), (1_138, 135), (1_498, 165), (6_700, 530)])
def test_flights_take_about_what_they_take(km, minutes):
    assert block_minutes(km) == pytest.approx(minutes, abs=6)


def airport(code, lat, lon, weight, size, offset=19_800):
    return Airport(code, code, code, (lat, lon), "Asia/Kolkata", offset, weight, size)


AIRPORTS = [
    airport("DEL", 28.556, 77.087, 100, "metro"),
    airport("CCU", 22.645, 88.439, 80, "metro"),
    airport("IXA", 23.89, 91.243, 34, "large"),
    airport("TEZ", 26.71, 92.78, 8, "small"),
    airport("LHR", 51.47, -0.45, 46, "abroad", 0),
]
STATED = ["from,to,weekly", "IXA,DEL,9", "TEZ,IXA,0"]


def test_flights_fly_as_often_as_stated_and_both_ways():
    files = build_flights(AIRPORTS, STATED)
    days = {row["service_id"]: row for row in rows(files, "calendar.txt")}
    flown = {"IXADEL": 0, "DELIXA": 0}
    for row in rows(files, "trips.txt"):
        if row["trip_id"][:6] in flown:
            mask = days[row["service_id"]]
            flown[row["trip_id"][:6]] += sum(int(mask[day]) for day in list(mask)[1:8])
    assert flown == {"IXADEL": 9, "DELIXA": 9}
    assert not [row for row in rows(files, "trips.txt") if {"TEZ", "IXA"} <= {row["trip_id"][:3], row["trip_id"][3:6]}]  # fmt: skip


def test_flights_leave_when_their_airport_is_open():
    for row in rows(build_flights(AIRPORTS, STATED), "stop_times.txt"):
        if row["stop_sequence"] == "1" and row["stop_id"] == "IXA":
            assert "05:30:00" <= row["departure_time"] <= "21:30:00"
        if row["stop_sequence"] == "1" and row["stop_id"] == "LHR":
            local = (
                int(row["departure_time"][:2]) * 60 + int(row["departure_time"][3:5]) - 330
            ) % 1440
            assert 6 * 60 <= local <= 23 * 60


def test_the_same_airports_give_the_same_timetable():
    assert build_flights(AIRPORTS, STATED) == build_flights(reversed(AIRPORTS), STATED)


def test_times_are_written_as_gtfs_wants_them():
    assert clock(0) == "00:00:00"
    assert clock(27 * 3600 + 59) == "27:01:00"
    assert calendar_row("17")["sunday"] == 1
    assert calendar_row("17")["tuesday"] == 0
