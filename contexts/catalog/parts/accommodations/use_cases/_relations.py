"""Tying an accommodation to its destination and amenities: a step of registering and revising."""

from __future__ import annotations

from dataclasses import dataclass

from ...amenities import api as amenities
from ...amenities.contracts import Amenity
from ...destinations import api as destinations
from ...destinations.contracts import Destination
from .. import contracts, models
from ..domain.checks import faults_of
from ..errors import InvalidAccommodation


@dataclass(frozen=True, slots=True, kw_only=True)
class Relations:
    """The things that the facts name, found."""

    destination: Destination
    amenities: tuple[Amenity, ...]


def find_relations(facts: contracts.AccommodationFacts) -> Relations:
    """Check the facts and find what they name.

    Raises:
        InvalidAccommodation: a fact is not acceptable, or something named is unknown.
    """
    faults = faults_of(facts)
    found = amenities.find_amenities(slugs=facts.amenities)
    unknown = [slug for slug in facts.amenities if slug not in found]
    if unknown:
        faults["amenities"] = [f"There is no amenity {slug}." for slug in unknown]
    places = destinations.find_destinations(slugs=[facts.destination])
    if not places:
        faults["destination"] = [f"There is no destination {facts.destination}."]
    if faults:
        raise InvalidAccommodation(errors=faults)
    return Relations(destination=places[0], amenities=tuple(found.values()))


def relate_accommodation(
    row: models.Accommodation, *, relations: Relations, facts: contracts.AccommodationFacts
) -> None:
    """Store the amenities of a saved row."""
    del facts
    # The stubs know only whole numbers as keys.
    row.amenities.set([amenity.id for amenity in relations.amenities])  # type: ignore[misc]
