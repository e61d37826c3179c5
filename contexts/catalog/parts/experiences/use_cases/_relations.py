"""Tying an experience to its destinations and hours: a step of registering and revising."""

from __future__ import annotations

from dataclasses import dataclass

from ...destinations import api as destinations
from ...destinations.contracts import Destination
from .. import contracts, models
from ..domain.checks import faults_of
from ..errors import InvalidExperience


@dataclass(frozen=True, slots=True, kw_only=True)
class Relations:
    """The things that the facts name, found and in order."""

    destinations: tuple[Destination, ...]

    @property
    def time_zone(self) -> str:
        """Return the zone of the place where it starts."""
        return self.destinations[0].time_zone


def find_relations(facts: contracts.ExperienceFacts) -> Relations:
    """Check the facts and find what they name.

    Raises:
        InvalidExperience: a fact is not acceptable, or something named is unknown.
    """
    faults = faults_of(facts)
    rows = destinations.find_destinations(slugs=facts.destinations)
    found = {row.slug: row for row in rows}
    unknown = [slug for slug in facts.destinations if slug not in found]
    if unknown:
        faults["destinations"] = [f"There is no destination {slug}." for slug in unknown]
    if faults:
        raise InvalidExperience(errors=faults)
    return Relations(destinations=tuple(found[slug] for slug in facts.destinations))


def relate_experience(
    row: models.Experience, *, relations: Relations, facts: contracts.ExperienceFacts
) -> None:
    """Store the stops and opening hours of a saved row anew."""
    row.stops.all().delete()
    row.opening_hours.all().delete()
    models.ExperienceStop.objects.bulk_create(
        models.ExperienceStop(experience=row, destination_id=place.id, position=position)
        for position, place in enumerate(relations.destinations, start=1)
    )
    models.OpeningHours.objects.bulk_create(
        models.OpeningHours(
            experience=row,
            weekday=hours.weekday,
            opens_at=hours.opens_at,
            closes_at=hours.closes_at,
        )
        for hours in facts.opening_hours
    )
