"""Tying a package to its days, prices and amenities: a step of registering and revising."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ...amenities import api as amenities
from ...amenities.contracts import Amenity
from ...destinations import api as destinations
from ...destinations.contracts import Destination
from ...experiences import api as experiences
from ...experiences.contracts import ExperienceName
from .. import contracts, models
from ..domain.checks import faults_of
from ..errors import InvalidPackage


@dataclass(frozen=True, slots=True, kw_only=True)
class Relations:
    """The things that the facts name, found, by slug."""

    amenities: dict[str, Amenity]
    destinations: dict[str, Destination]
    experiences: dict[str, ExperienceName]
    time_zone: str


def find_relations(facts: contracts.PackageFacts) -> Relations:
    """Check the facts and find what they name.

    Raises:
        InvalidPackage: a fact is not acceptable, or something named is unknown.
    """
    places = [slug for day in facts.days for slug in day.destinations]
    doings = [slug for day in facts.days for slug in day.experiences]
    known_amenities = amenities.find_amenities(slugs=facts.amenities)
    known_places = {row.slug: row for row in destinations.find_destinations(slugs=places)}
    known_doings = experiences.find_experiences(slugs=doings)
    faults = faults_of(facts)
    _add_unknown(faults, "amenities", facts.amenities, known_amenities)
    _add_unknown(faults, "days", places, known_places)
    _add_unknown(faults, "days", doings, known_doings)
    if faults:
        raise InvalidPackage(errors=faults)
    return Relations(
        amenities=known_amenities,
        destinations=known_places,
        experiences=known_doings,
        time_zone=known_places[places[0]].time_zone,
    )


def _add_unknown(
    faults: dict[str, list[str]], field: str, named: Iterable[str], known: Iterable[str]
) -> None:
    unknown = sorted(set(named) - set(known))
    if unknown:
        faults.setdefault(field, []).extend(f"There is no {slug}." for slug in unknown)


def relate_package(
    row: models.Package, *, relations: Relations, facts: contracts.PackageFacts
) -> None:
    """Store the amenities, prices and days of a saved row anew."""
    # The stubs know only whole numbers as keys.
    row.amenities.set([each.id for each in relations.amenities.values()])  # type: ignore[misc]
    row.prices.all().delete()
    row.days.all().delete()
    models.PackagePrice.objects.bulk_create(_price_row(row, each) for each in facts.prices)
    days = models.PackageDay.objects.bulk_create(
        models.PackageDay(package=row, day=each.day, title=each.title, text=each.text)
        for each in facts.days
    )
    for day, stated in zip(days, facts.days, strict=True):
        _relate_day(day, stated, relations)


def _price_row(row: models.Package, stated: contracts.PackagePrice) -> models.PackagePrice:
    return models.PackagePrice(
        package=row,
        traveller_kind=stated.traveller_kind.value,
        price_minor=stated.price.amount_minor,
        currency=stated.price.currency,
        min_party=stated.min_party,
        max_party=stated.max_party,
        valid_from=stated.valid_from,
        valid_to=stated.valid_to,
    )


def _relate_day(
    day: models.PackageDay, stated: contracts.PackageDayFacts, relations: Relations
) -> None:
    models.PackageStop.objects.bulk_create(
        models.PackageStop(
            day=day, destination_id=relations.destinations[slug].id, position=position
        )
        for position, slug in enumerate(stated.destinations, start=1)
    )
    models.PackageActivity.objects.bulk_create(
        models.PackageActivity(
            day=day, experience_id=relations.experiences[slug].id, position=position
        )
        for position, slug in enumerate(stated.experiences, start=1)
    )
