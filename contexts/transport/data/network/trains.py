"""The trains of the demo network as GTFS, with an account of what was mended."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from ...domain.places import metres_between, plain
from .station_places import How, Placed, contradictions, place_stations
from .tables import APPROXIMATE, Files, Publisher, clock, common_files, degrees, text_of
from .train_choice import choose_trains, read_cities
from .train_names import station_name, train_name
from .train_records import Point, Records, Train, read_own_trains, read_records
from .train_times import runs_true, traffic_of, with_times

HALTS: Final = 24_500
"""So that no file of the feed passes a megabyte."""
NORTH_EAST: Final = frozenset(
    {"AGTL", "DMR", "SCL", "BPB", "GHY", "KYQ", "LMG", "DBRG", "DBRT", "NTSK", "NBQ", "DMV"}
)
RAIL: Final = 2
PUBLISHER: Final = Publisher(
    title="Trains of India",
    licence="GODL-India; places CC BY 4.0",
    agency_id="IR",
    agency="Indian Railways",
    url="https://www.indianrail.gov.in",
    sources=(
        (
            "Indian Railways time table, data.gov.in, Government Open Data License - India",
            "https://data.gov.in",
        ),
        ("RIZ: trains of Tripura, places of stations, days of running", "https://riz.example"),
        ("GeoNames, CC BY 4.0", "https://www.geonames.org"),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainFacts:
    """The sources of the trains, each the lines of a CSV file."""

    published: Iterable[str]
    own: Iterable[str]
    days: Iterable[str]
    stations: Iterable[str]
    rail_cities: Iterable[str]
    towns: Iterable[str]


@dataclass(frozen=True, slots=True)
class Station:
    """A station that we know ourselves."""

    new_code: str
    name: str
    point: Point


@dataclass(frozen=True, slots=True)
class Built:
    """The files of the feed, the account of the stations that were mended, and a few lines that sum it up."""

    files: Files
    mended_stations: str
    summary: tuple[str, ...]


def build_trains(facts: TrainFacts) -> Built:
    """Make the feed of trains."""
    records = read_records(facts.published)
    own_stations = _stations(facts.stations)
    every = _every_train(records, facts)
    placed = _placed(every, records, own_stations, facts.towns)
    chosen = choose_trains(
        every, cities=read_cities(facts.rail_cities), always=NORTH_EAST, halts=HALTS
    )
    served = traffic_of(chosen)
    files = {
        **common_files(PUBLISHER, (train.days for train in chosen)),
        "stops.txt": text_of(_stop_rows(served, placed, records, own_stations)),
        "routes.txt": text_of(_route_rows(chosen)),
        "trips.txt": text_of(_trip_rows(chosen, records, own_stations)),
        "stop_times.txt": text_of(_stop_time_rows(chosen)),
    }
    return Built(
        files,
        text_of(_mended(served, placed, records)),
        tuple(_summary(records, every, chosen, placed)),
    )


def _every_train(records: Records, facts: TrainFacts) -> tuple[Train, ...]:
    days = {row["number"]: row["days"] for row in csv.DictReader(facts.days)}
    traffic = traffic_of(records.trains)
    own = read_own_trains(facts.own)
    traffic.update(traffic_of(own))
    numbers = {train.number for train in own}
    published = (
        replace(train, days=days.get(train.number, train.days))
        for train in records.trains
        if train.number not in numbers and runs_true(train)
    )
    return tuple(with_times(train, traffic) for train in (*own, *published))


def _stations(lines: Iterable[str]) -> dict[str, Station]:
    return {
        row["code"]: Station(
            row["new_code"] or row["code"],
            row["name"],
            (float(row["latitude"]), float(row["longitude"])),
        )
        for row in csv.DictReader(lines)
    }


def _placed(
    trains: tuple[Train, ...],
    records: Records,
    stations: Mapping[str, Station],
    towns: Iterable[str],
) -> dict[str, Placed]:
    by_name: dict[str, list[Point]] = defaultdict(list)
    for row in csv.DictReader(towns):
        if row["country"] == "IN":
            for name in dict.fromkeys(map(plain, (row["name"], *row["other_names"].split("|")))):
                by_name[name].append((float(row["latitude"]), float(row["longitude"])))
    named = {
        code: tuple(by_name.get(plain(name), ())) for code, name in records.station_names.items()
    }
    known = {code: station.point for code, station in stations.items()}
    return place_stations(trains, known=known, published=records.published_points, towns=named)


def _name_of(code: str, records: Records, stations: Mapping[str, Station]) -> str:
    known = stations.get(code)
    return known.name if known else station_name(records.station_names.get(code, code))


def _stop_rows(
    served: Counter[str],
    placed: Mapping[str, Placed],
    records: Records,
    stations: Mapping[str, Station],
) -> Iterator[dict[str, object]]:
    for code in sorted(served):
        known = stations.get(code)
        yield {
            "stop_id": code,
            "stop_code": known.new_code if known else code,
            "stop_name": _name_of(code, records, stations),
            "stop_lat": degrees(placed[code].point[0]),
            "stop_lon": degrees(placed[code].point[1]),
        }


def _route_rows(trains: tuple[Train, ...]) -> Iterator[dict[str, object]]:
    for train in trains:
        codes = frozenset(halt.code for halt in train.halts)
        number = train.number if train.number.isdigit() else ""
        yield {
            "route_id": train.number,
            "agency_id": PUBLISHER.agency_id,
            "route_short_name": number,
            "route_long_name": _shown(train, codes),
            "route_type": RAIL,
        }


def _shown(train: Train, codes: frozenset[str]) -> str:
    return train_name(train.name, train.number, codes) if train.name.isupper() else train.name


def _trip_rows(
    trains: tuple[Train, ...], records: Records, stations: Mapping[str, Station]
) -> Iterator[dict[str, object]]:
    for train in trains:
        yield {
            "route_id": train.number,
            "service_id": f"d{train.days}",
            "trip_id": train.number,
            "trip_headsign": _name_of(train.halts[-1].code, records, stations),
        }


def _stop_time_rows(trains: tuple[Train, ...]) -> Iterator[dict[str, object]]:
    for train in trains:
        for sequence, halt in enumerate(train.halts, start=1):
            arrival = halt.arrival if halt.arrival is not None else halt.departure or 0
            departure = halt.departure if halt.departure is not None else arrival
            yield {
                "trip_id": train.number,
                "arrival_time": clock(arrival),
                "departure_time": clock(departure),
                "stop_id": halt.code,
                "stop_sequence": sequence,
                "timepoint": APPROXIMATE,
            }


def _mended(
    served: Counter[str], placed: Mapping[str, Placed], records: Records
) -> Iterator[dict[str, object]]:
    for code in sorted(served):
        station = placed[code]
        published = records.published_points.get(code)
        if station.how is How.PUBLISHED:
            continue
        moved = metres_between(published, station.point) / 1000 if published else None
        yield {
            "code": code,
            "station": records.station_names.get(code, ""),
            "published_lat": degrees(published[0]) if published else "",
            "published_lon": degrees(published[1]) if published else "",
            "lat": degrees(station.point[0]),
            "lon": degrees(station.point[1]),
            "moved_km": f"{moved:.0f}" if moved is not None else "",
            "how": station.how.value,
        }


def _summary(
    records: Records,
    every: tuple[Train, ...],
    chosen: tuple[Train, ...],
    placed: Mapping[str, Placed],
) -> Iterator[str]:
    served = traffic_of(chosen)
    ways = Counter(placed[code].how.value for code in served)
    as_published = {code: Placed(p, How.PUBLISHED) for code, p in records.published_points.items()}
    yield (
        f"{len(records.trains)} published trains in order, {len(records.rejected)} not; "
        f"{len(every)} trains with our own and with times that can be true"
    )
    yield f"{len(chosen)} trains chosen: {sum(served.values())} halts at {len(served)} stations"
    yield "stations: " + ", ".join(f"{count} {way}" for way, count in sorted(ways.items()))
    yield (
        f"neighbours that can't lie so: {contradictions(chosen, as_published)} as published, "
        f"{contradictions(chosen, placed)} now"
    )
