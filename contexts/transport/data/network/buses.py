"""Buses, coaches and shared jeeps of Tripura, and the links between airports and stations of three cities.

Lines, kilometres of road, speeds, how often they run and what a kilometre costs are stated by hand; times and fares follow.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import permutations
from typing import Final

from .tables import APPROXIMATE, EVERY_DAY, Files, Publisher, clock, common_files, degrees, text_of

TYPES: Final = {"metro": 1, "bus": 3, "jeep": 3, "coach": 202}
"""Shared jeeps run to no timetable and stop where one waves: to a traveller they are buses."""
SERVICE: Final = f"d{EVERY_DAY}"
FARE_STEP: Final = 5
PUBLISHER: Final = Publisher(
    title="Buses of Tripura and city links (estimated)",
    licence="own",
    agency_id="ROAD",
    agency="Buses and shared jeeps of Tripura (estimated)",
    url="https://riz.example/buses",
    sources=(
        (
            "RIZ: lines, road distances, frequencies and fares from public knowledge, estimated",
            "https://riz.example",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Call:
    """A stop of a line, so many kilometres of road from its first."""

    stop: str
    km: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line that runs both ways. `every` are first and last departure and minutes between; `at` are single departures."""

    id: str
    name: str
    kind: str
    calls: tuple[Call, ...]
    kmh: float
    every: tuple[int, int, int] | None
    at: tuple[int, ...]
    per_km: float
    least_fare: int


def read_lines(lines: Iterable[str]) -> tuple[Line, ...]:
    """Read lines as they are stated."""
    return tuple(_line(row) for row in csv.DictReader(lines))


def _line(row: dict[str, str]) -> Line:
    calls = (call.split() for call in row["stops"].split("|"))
    every, at = _runs(row["runs"])
    return Line(
        row["id"],
        row["name"],
        row["kind"],
        tuple(Call(stop, float(km)) for stop, km in calls),
        float(row["kmh"]),
        every,
        at,
        float(row["per_km"]),
        int(row["least_fare"]),
    )


def _runs(text: str) -> tuple[tuple[int, int, int] | None, tuple[int, ...]]:
    if "/" not in text:
        return None, tuple(_seconds(time) for time in text.split(";"))
    hours, minutes = text.split("/")
    first, last = hours.split("-")
    return (_seconds(first), _seconds(last), int(minutes)), ()


def _seconds(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60


def build_buses(stops: Iterable[str], lines: Iterable[str]) -> Files:
    """Return the files of the feed from the lines of two CSV files."""
    listed = read_lines(lines)
    fares = sorted({fare for line in listed for _, _, fare in fares_of(line)})
    return {
        **common_files(PUBLISHER, [EVERY_DAY]),
        "stops.txt": text_of(_stop_rows(stops)),
        "routes.txt": text_of(_route_rows(listed)),
        "trips.txt": text_of(row for line in listed for row in _trip_rows(line)),
        "stop_times.txt": text_of(row for line in listed for row in _stop_time_rows(line)),
        "frequencies.txt": text_of(row for line in listed for row in _frequency_rows(line)),
        "fare_attributes.txt": text_of(map(_fare_row, fares)),
        "fare_rules.txt": text_of(
            {
                "fare_id": f"inr{fare}",
                "route_id": line.id,
                "origin_id": origin,
                "destination_id": destination,
            }
            for line in listed
            for origin, destination, fare in fares_of(line)
        ),
    }


def fares_of(line: Line) -> Iterator[tuple[str, str, int]]:
    """Return what each ride between two stops costs, in rupees: by kilometre, in steps, never below the least."""
    for one, other in permutations(line.calls, 2):
        rupees = abs(one.km - other.km) * line.per_km
        stepped = round(rupees / FARE_STEP) * FARE_STEP
        yield one.stop, other.stop, max(line.least_fare, stepped)


def _stop_rows(lines: Iterable[str]) -> Iterator[dict[str, object]]:
    for row in csv.DictReader(lines):
        yield {
            "stop_id": row["id"],
            "stop_name": row["name"],
            "stop_lat": degrees(float(row["latitude"])),
            "stop_lon": degrees(float(row["longitude"])),
            "zone_id": row["id"],
            "stop_timezone": row["time_zone"],
        }


def _route_rows(lines: Iterable[Line]) -> Iterator[dict[str, object]]:
    for line in lines:
        yield {
            "route_id": line.id,
            "agency_id": PUBLISHER.agency_id,
            "route_short_name": line.id,
            "route_long_name": line.name,
            "route_type": TYPES[line.kind],
        }


def _runs_of(line: Line) -> Iterator[tuple[str, int, tuple[Call, ...]]]:
    """Return the trips of a line, there and back: id, first departure, calls with kilometres from its own start."""
    end = line.calls[-1].km
    back = tuple(Call(call.stop, end - call.km) for call in reversed(line.calls))
    departures = line.at or (line.every[0] if line.every else 0,)
    for way, calls in (("a", line.calls), ("b", back)):
        for number, departure in enumerate(departures, start=1):
            yield f"{line.id}{way}{number}", departure, calls


def _trip_rows(line: Line) -> Iterator[dict[str, object]]:
    ends = line.name.split(" - ")
    for trip, _, calls in _runs_of(line):
        there = calls[-1].stop == line.calls[-1].stop
        yield {
            "route_id": line.id,
            "service_id": SERVICE,
            "trip_id": trip,
            "trip_headsign": (ends[-1] if there else ends[0]).split(": ")[-1],
            "direction_id": int(not there),
        }


def _stop_time_rows(line: Line) -> Iterator[dict[str, object]]:
    for trip, departure, calls in _runs_of(line):
        for sequence, call in enumerate(calls, start=1):
            time = clock(departure + call.km / line.kmh * 3600)
            yield {
                "trip_id": trip,
                "arrival_time": time,
                "departure_time": time,
                "stop_id": call.stop,
                "stop_sequence": sequence,
                "timepoint": APPROXIMATE,
            }


def _frequency_rows(line: Line) -> Iterator[dict[str, object]]:
    if line.every is None:
        return
    first, last, minutes = line.every
    for trip, _, _ in _runs_of(line):
        yield {
            "trip_id": trip,
            "start_time": clock(first),
            "end_time": clock(last),
            "headway_secs": minutes * 60,
            "exact_times": 0,
        }


def _fare_row(rupees: int) -> dict[str, object]:
    return {
        "fare_id": f"inr{rupees}",
        "price": f"{rupees}.00",
        "currency_type": "INR",
        "payment_method": 0,
        "transfers": 0,
    }
