"""Tables of places read: cities and sights from CSV, airports from a directory of them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from typing import Any, Final

from ..contracts import PlaceFacts, PlaceKind
from .places import radius_of_city_m

AIRPORT_RADIUS_M: Final = 2_500


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


def airports_of(airports: Mapping[str, Mapping[str, Any]]) -> dict[str, PlaceFacts]:
    """Read airports with an IATA code, by that code; whoever names the city with "airport" means it too."""
    return {
        code: PlaceFacts(
            kind=PlaceKind.AIRPORT,
            name=airport["name"] or f"{airport['city']} Airport",
            other_names=tuple(
                dict.fromkeys(
                    (airport["city"], f"{airport['city']} airport") if airport["city"] else ()
                )
            ),
            code=code,
            latitude=float(airport["lat"]),
            longitude=float(airport["lon"]),
            time_zone=airport["tz"],
            country=airport["country"],
            region=airport["subd"],
            radius_m=AIRPORT_RADIUS_M,
        )
        for code, airport in airports.items()
        if airport["tz"]
    }


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
