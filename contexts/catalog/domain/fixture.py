"""Files of a fixture: their rows, and everything that is wrong with some."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from ..parts.accommodations.contracts import AccommodationKind
from ..parts.amenities.contracts import AmenityCategory
from ..parts.experiences.contracts import (
    Difficulty,
    ExperienceKind,
)
from ..parts.packages.contracts import (
    PackageKind,
    TravellerKind,
)
from . import fixture_checks as checks

FILES: Mapping[str, Mapping[str, checks.Check]] = {
    "amenities": {
        "slug": checks.slug,
        "name": checks.text,
        "category": checks.one_of(AmenityCategory),
    },
    "destinations": {
        "slug": checks.slug,
        "name": checks.text,
        "district": checks.text,
        "lat": checks.degrees,
        "lon": checks.degrees,
        "summary": checks.text,
        "description": checks.text,
        "best_time_to_visit": checks.text,
        "how_to_reach": checks.text,
        "featured": checks.flag,
        "time_zone": checks.text,
        "sources": checks.list_of(checks.text),
    },
    "accommodations": {
        "slug": checks.slug,
        "destination": checks.slug,
        "name": checks.text,
        "kind": checks.one_of(AccommodationKind),
        "description": checks.text,
        "base_price_minor": checks.whole_number(minimum=0),
        "currency": checks.currency,
        "base_occupancy": checks.whole_number(minimum=1),
        "extra_guest_price_minor": checks.whole_number(minimum=0),
        "max_occupancy": checks.whole_number(minimum=1),
        "units": checks.whole_number(minimum=1),
        "amenities": checks.list_of(checks.slug),
        "check_in_time": checks.clock,
        "check_out_time": checks.clock,
    },
    "experiences": {
        "slug": checks.slug,
        "title": checks.text,
        "kind": checks.one_of(ExperienceKind),
        "description": checks.text,
        "duration_minutes": checks.whole_number(minimum=1),
        "difficulty": checks.one_of(Difficulty),
        "destinations": checks.list_of(checks.slug),
        "price_minor": checks.whole_number(minimum=0),
        "child_price_minor": checks.whole_number(minimum=0),
        "currency": checks.currency,
        "daily_capacity": checks.whole_number(minimum=1),
        "min_age": checks.whole_number(minimum=0),
        "start_times": checks.list_of(checks.clock),
        "booking_cutoff_minutes": checks.whole_number(minimum=0),
        "opening_hours": checks.list_of(
            checks.entry(
                {
                    "weekday": checks.whole_number(minimum=1),
                    "opens": checks.clock,
                    "closes": checks.clock,
                }
            )
        ),
    },
    "packages": {
        "slug": checks.slug,
        "name": checks.text,
        "description": checks.text,
        "duration_days": checks.whole_number(minimum=1),
        "kind": checks.one_of(PackageKind),
        "inclusions": checks.list_of(checks.text),
        "exclusions": checks.list_of(checks.text),
        "days": checks.list_of(
            checks.entry(
                {
                    "day": checks.whole_number(minimum=1),
                    "title": checks.text,
                    "text": checks.text,
                    "destinations": checks.list_of(checks.slug),
                    "experiences": checks.list_of(checks.slug),
                }
            )
        ),
        "amenities": checks.list_of(checks.slug),
        "prices": checks.list_of(
            checks.entry(
                {
                    "traveller_kind": checks.one_of(TravellerKind),
                    "price_minor": checks.whole_number(minimum=0),
                    "currency": checks.currency,
                    "min_party": checks.whole_number(minimum=1),
                    "max_party": checks.maybe(checks.whole_number(minimum=1)),
                    "valid_from": checks.maybe(checks.date),
                    "valid_to": checks.maybe(checks.date),
                }
            )
        ),
        "departure_capacity": checks.whole_number(minimum=1),
        "departure_weekdays": checks.list_of(checks.whole_number(minimum=1)),
        "departure_time": checks.clock,
        "booking_cutoff_minutes": checks.whole_number(minimum=0),
    },
}


def faults_of(documents: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the entries of parsed files, which are known by their names without suffix."""
    return [fault for name in FILES for fault in _faults_of(name, documents[name])]


def _faults_of(name: str, rows: Any) -> list[str]:
    if not isinstance(rows, list):
        return [f"{name}.json: a list of objects is expected"]
    check = checks.entry(FILES[name])
    faults = [
        f"{name}.json: {_label(row, index)}: {fault}"
        for index, row in enumerate(rows)
        for fault in check(row)
    ]
    counted = Counter(_label(row, index) for index, row in enumerate(rows))
    return faults + [
        f"{name}.json: {slug} is there {n} times" for slug, n in counted.items() if n > 1
    ]


def _label(row: Any, index: int) -> str:
    slug = row.get("slug") if isinstance(row, dict) else None
    return slug if isinstance(slug, str) else f"entry {index}"
