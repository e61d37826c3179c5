"""Reads of experiences."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from riz import mapping
from riz.pages import Page, PageRequest, keyset

from ..destinations.contracts import DestinationName
from . import contracts, models
from .errors import ExperienceNotFound


def to_contract(row: models.Experience) -> contracts.Experience:
    """Make a contract of a row whose stops and hours are at hand."""
    return _described(row, destinations=_destinations(row))


def _described(
    row: models.Experience, *, destinations: tuple[DestinationName, ...]
) -> contracts.Experience:
    hours = _hours(row)
    return mapping.to_contract(
        contracts.Experience,
        row,
        open_weekdays=tuple(sorted({each.weekday for each in hours})),
        destinations=destinations,
        opening_hours=hours,
    )


def facts_of(row: models.Experience) -> contracts.ExperienceFacts:
    """Return what staff have stated."""
    return mapping.to_contract(
        contracts.ExperienceFacts,
        row,
        destinations=tuple(place.slug for place in _destinations(row)),
        opening_hours=_hours(row),
    )


def _hours(row: models.Experience) -> tuple[contracts.OpeningHours, ...]:
    hours = (mapping.to_contract(contracts.OpeningHours, each) for each in row.opening_hours.all())
    return tuple(sorted(hours))


def _destinations(row: models.Experience) -> tuple[DestinationName, ...]:
    stops = sorted(row.stops.all(), key=lambda stop: stop.position)
    places = [stop.destination for stop in stops]
    return tuple(mapping.to_contract(DestinationName, each) for each in places)


def _on_offer() -> models.ExperienceQuerySet:
    rows: models.ExperienceQuerySet = models.Experience.objects.active()
    return rows.prefetch_related("stops__destination", "opening_hours")


def get_experience(*, key: str) -> contracts.Experience:
    """Return the experience on offer with this id or slug.

    Raises:
        ExperienceNotFound: there is none.
    """
    row = _on_offer().with_key(key).first()
    if row is None:
        raise ExperienceNotFound
    return to_contract(row)


def list_experiences(
    *, wanted: contracts.ExperienceFilter, page: PageRequest
) -> Page[contracts.Experience]:
    """Return the experiences on offer: best match first for a text, else by title."""
    order_by = ("rank", "title", "id") if wanted.text else ("title", "id")
    rows = _on_offer().answering(wanted)
    return keyset(rows, order_by=order_by, page=page, to_contract=to_contract)


def find_experiences(*, slugs: Iterable[str]) -> dict[str, contracts.ExperienceName]:
    """Return those of the named experiences that exist, by slug, on offer or not."""
    rows = models.Experience.objects.filter(slug__in=set(slugs))
    return {row.slug: mapping.to_contract(contracts.ExperienceName, row) for row in rows}


def find_experience(*, slug: str) -> contracts.Experience | None:
    """Return the experience with this slug, on offer or not, or None."""
    row = models.Experience.objects.filter(slug=slug).first()
    return to_contract(row) if row else None


def find_for_sale(*, ids: Collection[UUID]) -> dict[UUID, contracts.Experience]:
    """Return those of the experiences that are on offer, without their destinations, in two statements."""
    rows = models.Experience.objects.active().filter(id__in=ids).prefetch_related("opening_hours")
    return {row.id: _described(row, destinations=()) for row in rows}
