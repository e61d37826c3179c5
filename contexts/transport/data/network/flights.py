"""Flights of the demo network: which pairs of airports are joined is known, the timetable is made up by rule.

How often: as stated for a pair, else by the weights of its airports and the distance between them. How long: by the
great circle. When: evenly over the day at the airport of departure, moved a little by a number that the pair gives.
The same airports always give the same timetable. Every time is an estimate.
"""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from ...domain.places import metres_between
from .tables import APPROXIMATE, EVERY_DAY, Files, Publisher, clock, common_files, degrees, text_of
from .train_records import DAY_S, Point

FLIGHT: Final = 1100
CHANGE_S: Final = 3600
PUBLISHER: Final = Publisher(
    title="Flights of India (estimated)",
    licence="MIT (airports)",
    agency_id="AIR",
    agency="Flights of India (estimated timetable)",
    url="https://riz.example/flights",
    sources=(
        ("airportsdata, MIT licence", "https://pypi.org/project/airportsdata/"),
        ("RIZ: pairs of airports and frequencies, estimated", "https://riz.example"),
    ),
)
_INDIA_S: Final = 19_800
"""Seconds that Indian time is ahead of UTC: GTFS counts every time of a feed in its agency's zone."""
_OPEN: Final = {
    "metro": (5 * 3600, 22.5 * 3600),
    "large": (6 * 3600, 20.5 * 3600),
    "small": (8 * 3600, 16.5 * 3600),
    "listed": (7.5 * 3600, 18.5 * 3600),
    "abroad": (7 * 3600, 22 * 3600),
}
"""From when to when flights leave, local time. Of airports that are listed every pair is stated: no rule adds one."""
_PER_WEEK: Final = {
    frozenset({"metro"}): 45,
    frozenset({"metro", "large"}): 60,
    frozenset({"metro", "small"}): 90,
    frozenset({"large"}): 170,
    frozenset({"metro", "abroad"}): 150,
    frozenset({"large", "abroad"}): 400,
}
"""The product of two airports' weights over this is their flights a week."""
_BANDS: Final = (
    (150, 0.0),
    (300, 0.3),
    (600, 0.8),
    (1500, 1.0),
    (2200, 0.8),
    (5500, 0.7),
    (14_000, 0.35),
)
"""Up to so many kilometres, that share of them flies."""
_LEAST_A_WEEK: Final = 3
_TAXIING_MIN: Final = 30
_CLIMBING_KM: Final = 1500
_CLIMBING_KMH: Final = 660
_CRUISING_KMH: Final = 860
_ROUND_MIN: Final = 5
_WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Airport:
    """An airport of the network; `offset_s` is how far its clocks are ahead of UTC."""

    code: str
    name: str
    city: str
    point: Point
    zone: str
    offset_s: int
    weight: int
    size: str


def build_flights(airports: Iterable[Airport], stated: Iterable[str]) -> Files:
    """Return the files of the feed; `stated` are the lines of a CSV of pairs with their flights a week."""
    by_code = {airport.code: airport for airport in airports}
    weekly = _weekly(by_code, _stated(stated))
    trips = [trip for pair in sorted(weekly) for trip in _trips(by_code, pair, weekly[pair])]
    served = sorted({code for pair in weekly for code in pair})
    return {
        **common_files(PUBLISHER, (trip.days for trip in trips)),
        "stops.txt": text_of(_stop_rows(by_code[code] for code in served)),
        "routes.txt": text_of(_route_rows(by_code, sorted(weekly))),
        "trips.txt": text_of(_trip_rows(by_code, trips)),
        "stop_times.txt": text_of(_stop_time_rows(trips)),
        "transfers.txt": text_of(
            {
                "from_stop_id": code,
                "to_stop_id": code,
                "transfer_type": 2,
                "min_transfer_time": CHANGE_S,
            }
            for code in served
        ),
    }


Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Trip:
    """A flight: times of the agency's zone."""

    id: str
    origin: str
    destination: str
    days: str
    departure: int
    arrival: int


def _stated(lines: Iterable[str]) -> dict[Pair, int]:
    return {
        (min(row["from"], row["to"]), max(row["from"], row["to"])): int(row["weekly"])
        for row in csv.DictReader(lines)
    }


def _weekly(airports: Mapping[str, Airport], stated: Mapping[Pair, int]) -> dict[Pair, int]:
    weekly = {}
    for pair in combinations(sorted(airports), 2):
        count = stated.get(pair)
        if count is None:
            count = _flights_a_week(airports[pair[0]], airports[pair[1]])
        if count >= (1 if pair in stated else _LEAST_A_WEEK):
            weekly[pair] = count
    return weekly


def _flights_a_week(one: Airport, other: Airport) -> int:
    divisor = _PER_WEEK.get(frozenset({one.size, other.size}))
    if divisor is None:
        return 0
    km = metres_between(one.point, other.point) / 1000
    share = next((share for up_to, share in _BANDS if km <= up_to), 0.0)
    return int(one.weight * other.weight * share / divisor)


def block_minutes(km: float) -> int:
    """Return the minutes from gate to gate of so many kilometres.

    >>> block_minutes(1498), block_minutes(320)
    (165, 60)
    """
    climbing = min(km, _CLIMBING_KM) / _CLIMBING_KMH * 60
    cruising = max(km - _CLIMBING_KM, 0) / _CRUISING_KMH * 60
    return round((_TAXIING_MIN + climbing + cruising) / _ROUND_MIN) * _ROUND_MIN


def _trips(airports: Mapping[str, Airport], pair: Pair, weekly: int) -> Iterator[_Trip]:
    for origin, destination in (pair, pair[::-1]):
        here, there = airports[origin], airports[destination]
        minutes = block_minutes(metres_between(here.point, there.point) / 1000)
        number = zlib.crc32(f"{origin}{destination}".encode())
        masks = [EVERY_DAY] * (weekly // _WEEK)
        if weekly % _WEEK:
            masks.insert(number % (len(masks) + 1), _some_days(weekly % _WEEK, number))
        for count, mask in enumerate(masks):
            leaves = _departure(here, there, minutes, (count + 0.5) / len(masks), number + count)
            yield _Trip(
                f"{origin}{destination}{count + 1}",
                origin,
                destination,
                mask,
                leaves,
                leaves + minutes * 60,
            )


def _some_days(count: int, number: int) -> str:
    return "".join(
        sorted(str((number + round(index * _WEEK / count)) % _WEEK + 1) for index in range(count))
    )


def _departure(here: Airport, there: Airport, minutes: int, share: float, number: int) -> int:
    """Return when a flight leaves, so that the airport of arrival is open too if it closes at all."""
    opens, closes = _OPEN[here.size]
    if there.size != "abroad":
        closes = min(closes, _OPEN[there.size][1] + 3600 - minutes * 60)
    moved = (number // 7 % 7 - 3) * 300
    local = opens + share * (max(closes, opens + 3600) - opens) + moved
    return round((local + _INDIA_S - here.offset_s) / 300) * 300 % DAY_S


def _stop_rows(airports: Iterable[Airport]) -> Iterator[dict[str, object]]:
    for airport in airports:
        yield {
            "stop_id": airport.code,
            "stop_code": airport.code,
            "stop_name": airport.name,
            "stop_lat": degrees(airport.point[0]),
            "stop_lon": degrees(airport.point[1]),
            "stop_timezone": airport.zone,
            "wheelchair_boarding": 1,
        }


def _route_rows(
    airports: Mapping[str, Airport], pairs: Iterable[Pair]
) -> Iterator[dict[str, object]]:
    for one, other in pairs:
        yield {
            "route_id": f"{one}-{other}",
            "agency_id": PUBLISHER.agency_id,
            "route_short_name": "",
            "route_long_name": f"{airports[one].city} - {airports[other].city}",
            "route_type": FLIGHT,
        }


def _trip_rows(
    airports: Mapping[str, Airport], trips: Iterable[_Trip]
) -> Iterator[dict[str, object]]:
    for trip in trips:
        one, other = sorted((trip.origin, trip.destination))
        yield {
            "route_id": f"{one}-{other}",
            "service_id": f"d{trip.days}",
            "trip_id": trip.id,
            "trip_headsign": airports[trip.destination].city,
            "wheelchair_accessible": 1,
        }


def _stop_time_rows(trips: Iterable[_Trip]) -> Iterator[dict[str, object]]:
    for trip in trips:
        calls = ((trip.origin, trip.departure), (trip.destination, trip.arrival))
        for sequence, (code, time) in enumerate(calls, start=1):
            yield {
                "trip_id": trip.id,
                "arrival_time": clock(time),
                "departure_time": clock(time),
                "stop_id": code,
                "stop_sequence": sequence,
                "timepoint": APPROXIMATE,
            }
