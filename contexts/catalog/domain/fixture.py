"""Reading a fixture: parsed JSON files to facts, or everything that is wrong with them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from riz.money import Money

from ..errors import InvalidFixture
from ..parts.accommodations.contracts import AccommodationFacts, AccommodationKind
from ..parts.amenities.contracts import AmenityCategory, AmenityFacts
from ..parts.destinations.contracts import DestinationFacts
from ..parts.experiences.contracts import (
    Difficulty,
    ExperienceFacts,
    ExperienceKind,
    OpeningHours,
)
from ..parts.packages.contracts import (
    PackageDayFacts,
    PackageFacts,
    PackageKind,
    PackagePrice,
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
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixture:
    """The facts of a whole catalog, in the order of their files."""

    amenities: tuple[AmenityFacts, ...]
    destinations: tuple[DestinationFacts, ...]
    accommodations: tuple[AccommodationFacts, ...]
    experiences: tuple[ExperienceFacts, ...]
    packages: tuple[PackageFacts, ...]


def read_fixture(*, documents: Mapping[str, Any], region: str) -> Fixture:
    """Return the facts that parsed files hold, by their names without suffix.

    Raises:
        InvalidFixture: a file has faults; the details name each of them.
    """
    faults = [fault for name in FILES for fault in _faults_of(name, documents[name])]
    if faults:
        raise InvalidFixture(faults=faults)
    return Fixture(
        amenities=_all(documents["amenities"], _amenity),
        destinations=_all(documents["destinations"], lambda row: _destination(row, region)),
        accommodations=_all(documents["accommodations"], _accommodation),
        experiences=_all(documents["experiences"], _experience),
        packages=_all(documents["packages"], _package),
    )


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


def _all(rows: list[dict[str, Any]], build: Callable[[dict[str, Any]], Any]) -> tuple[Any, ...]:
    return tuple(build(row) for row in rows)


def _amenity(row: dict[str, Any]) -> AmenityFacts:
    return AmenityFacts(
        slug=row["slug"], name=row["name"], category=AmenityCategory(row["category"])
    )


def _destination(row: dict[str, Any], region: str) -> DestinationFacts:
    return DestinationFacts(
        slug=row["slug"],
        name=row["name"],
        district=row["district"],
        region=region,
        summary=row["summary"],
        description=row["description"],
        lat=float(row["lat"]),
        lon=float(row["lon"]),
        time_zone=row["time_zone"],
        best_time_to_visit=row["best_time_to_visit"],
        how_to_reach=row["how_to_reach"],
        is_featured=row["featured"],
    )


def _accommodation(row: dict[str, Any]) -> AccommodationFacts:
    return AccommodationFacts(
        slug=row["slug"],
        destination=row["destination"],
        name=row["name"],
        kind=AccommodationKind(row["kind"]),
        base_price=Money(row["base_price_minor"], row["currency"]),
        base_occupancy=row["base_occupancy"],
        extra_guest_price=Money(row["extra_guest_price_minor"], row["currency"]),
        max_occupancy=row["max_occupancy"],
        units=row["units"],
        check_in_time=dt.time.fromisoformat(row["check_in_time"]),
        check_out_time=dt.time.fromisoformat(row["check_out_time"]),
        description=row["description"],
        amenities=tuple(row["amenities"]),
    )


def _experience(row: dict[str, Any]) -> ExperienceFacts:
    return ExperienceFacts(
        slug=row["slug"],
        title=row["title"],
        kind=ExperienceKind(row["kind"]),
        difficulty=Difficulty(row["difficulty"]),
        duration_seconds=row["duration_minutes"] * 60,
        destinations=tuple(row["destinations"]),
        adult_price=Money(row["price_minor"], row["currency"]),
        child_price=Money(row["child_price_minor"], row["currency"]),
        daily_capacity=row["daily_capacity"],
        opening_hours=tuple(
            OpeningHours(
                weekday=hours["weekday"],
                opens_at=dt.time.fromisoformat(hours["opens"]),
                closes_at=dt.time.fromisoformat(hours["closes"]),
            )
            for hours in row["opening_hours"]
        ),
        min_age=row["min_age"],
        description=row["description"],
    )


def _package(row: dict[str, Any]) -> PackageFacts:
    return PackageFacts(
        slug=row["slug"],
        name=row["name"],
        kind=PackageKind(row["kind"]),
        duration_days=row["duration_days"],
        departure_capacity=row["departure_capacity"],
        departure_weekdays=tuple(row["departure_weekdays"]),
        days=tuple(_day(day) for day in row["days"]),
        prices=tuple(_price(price) for price in row["prices"]),
        description=row["description"],
        inclusions=tuple(row["inclusions"]),
        exclusions=tuple(row["exclusions"]),
        amenities=tuple(row["amenities"]),
    )


def _day(row: dict[str, Any]) -> PackageDayFacts:
    return PackageDayFacts(
        day=row["day"],
        title=row["title"],
        text=row["text"],
        destinations=tuple(row["destinations"]),
        experiences=tuple(row["experiences"]),
    )


def _price(row: dict[str, Any]) -> PackagePrice:
    return PackagePrice(
        traveller_kind=TravellerKind(row["traveller_kind"]),
        price=Money(row["price_minor"], row["currency"]),
        min_party=row["min_party"],
        max_party=row["max_party"],
        valid_from=_date(row["valid_from"]),
        valid_to=_date(row["valid_to"]),
    )


def _date(value: str | None) -> dt.date | None:
    return None if value is None else dt.date.fromisoformat(value)
