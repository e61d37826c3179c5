"""Tables of places read: cities and sights from CSV, airports from a directory of them."""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import product
from typing import Any, Final

from ..contracts import PlaceFacts, PlaceKind
from .places import metres_between, radius_of_city_m

AIRPORT_RADIUS_M: Final = 2_500
FARTHEST_AIRPORT_M: Final = 45_000


def cities_of(lines: Iterable[str]) -> dict[str, PlaceFacts]:
    """Read cities, by their GeoNames ids."""
    return {
        row["geoname_id"]: PlaceFacts(
            kind=PlaceKind.CITY,
            importance=int(row["population"]),
            radius_m=radius_of_city_m(int(row["population"])),
            **_common(row),
        )
        for row in csv.DictReader(lines)
    }


def sights_of(lines: Iterable[str]) -> dict[str, PlaceFacts]:
    """Read sights and small towns, by their slugs."""
    return {
        row["slug"]: PlaceFacts(
            kind=PlaceKind(row["kind"]),
            importance=int(row["importance"]),
            radius_m=int(row["radius_m"]),
            **_common(row),
        )
        for row in csv.DictReader(lines)
    }


def weights_of(lines: Iterable[str]) -> dict[str, int]:
    """Read how important airports are."""
    return {row["iata"]: int(row["weight"]) for row in csv.DictReader(lines)}


def airports_of(
    airports: Mapping[str, Mapping[str, Any]],
    cities: Iterable[PlaceFacts],
    weights: Mapping[str, int],
) -> dict[str, PlaceFacts]:
    """Read airports with an IATA code, by that code; the great city that one serves with "airport" means it too."""
    served = _greatest_near(cities)
    return {
        code: PlaceFacts(
            kind=PlaceKind.AIRPORT,
            name=airport["name"] or f"{airport['city']} Airport",
            other_names=_airport_names(airport, served(airport["lat"], airport["lon"])),
            code=code,
            latitude=float(airport["lat"]),
            longitude=float(airport["lon"]),
            time_zone=airport["tz"],
            country=airport["country"],
            region=airport["subd"],
            importance=weights.get(code, 0),
            radius_m=AIRPORT_RADIUS_M,
        )
        for code, airport in airports.items()
        if airport["tz"]
    }


def _airport_names(airport: Mapping[str, Any], served: PlaceFacts | None) -> tuple[str, ...]:
    names = [airport["city"], f"{airport['city']} airport"] if airport["city"] else []
    names += [f"{served.name} airport"] if served is not None else []
    return tuple(dict.fromkeys(names))


def _greatest_near(
    cities: Iterable[PlaceFacts],
) -> Callable[[float, float], PlaceFacts | None]:
    """Return how to find the greatest city that a point may be the airport of."""
    cells: dict[tuple[int, int], list[PlaceFacts]] = defaultdict(list)
    for city in cities:
        cells[math.floor(city.latitude), math.floor(city.longitude)].append(city)

    def greatest(latitude: float, longitude: float) -> PlaceFacts | None:
        around = product((-1, 0, 1), (-1, 0, 1))
        row, column = math.floor(latitude), math.floor(longitude)
        near = (
            city for north, east in around for city in cells.get((row + north, column + east), ())
        )
        return max(
            (city for city in near if _is_served(city, (latitude, longitude))),
            key=lambda city: city.importance,
            default=None,
        )

    return greatest


def _is_served(city: PlaceFacts, airport: tuple[float, float]) -> bool:
    return metres_between((city.latitude, city.longitude), airport) <= FARTHEST_AIRPORT_M


def _common(row: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name": row["name"],
        "other_names": tuple(filter(None, row["other_names"].split("|"))),
        "latitude": float(row["latitude"]),
        "longitude": float(row["longitude"]),
        "time_zone": row["time_zone"],
        "country": row["country"],
        "region": row["region"],
    }
