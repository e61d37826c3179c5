"""Reads of accommodations."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from riz import mapping
from riz.pages import Page, PageRequest, keyset

from ..destinations import api as destinations
from . import contracts, models
from .errors import AccommodationNotFound


def to_contract(row: models.Accommodation) -> contracts.Accommodation:
    """Make a contract of a row whose destination and amenities are at hand."""
    return mapping.to_contract(
        contracts.Accommodation,
        row,
        destination_slug=row.destination.slug,
        destination_name=row.destination.name,
        time_zone=row.destination.time_zone,
        amenities=tuple(sorted(each.slug for each in row.amenities.all() if each.is_active)),
        destination=None,
    )


def facts_of(row: models.Accommodation) -> contracts.AccommodationFacts:
    """Return what staff have stated."""
    return mapping.to_contract(
        contracts.AccommodationFacts,
        row,
        destination=row.destination.slug,
        amenities=tuple(each.slug for each in row.amenities.all()),
    )


def _on_offer() -> models.AccommodationQuerySet:
    rows: models.AccommodationQuerySet = models.Accommodation.objects.active()
    return rows.select_related("destination").prefetch_related("amenities")


def with_destinations(
    found: tuple[contracts.Accommodation, ...],
) -> tuple[contracts.Accommodation, ...]:
    """Return the same accommodations with their destinations beside them."""
    ids = {accommodation.destination_id for accommodation in found}
    places = {place.id: place for place in destinations.find_destinations(ids=ids)}
    return tuple(replace(each, destination=places[each.destination_id]) for each in found)


def get_accommodation(*, key: str) -> contracts.Accommodation:
    """Return the accommodation on offer with this id or slug.

    Raises:
        AccommodationNotFound: there is none.
    """
    row = _on_offer().with_key(key).first()
    if row is None:
        raise AccommodationNotFound
    return to_contract(row)


def list_accommodations(
    *, wanted: contracts.AccommodationFilter, page: PageRequest
) -> Page[contracts.Accommodation]:
    """Return the accommodations on offer: best match first for a text, else by name."""
    order_by = ("rank", "name", "id") if wanted.text else ("name", "id")
    rows = _on_offer().answering(wanted)
    return keyset(rows, order_by=order_by, page=page, to_contract=to_contract)


def find_accommodation(*, slug: str) -> contracts.Accommodation | None:
    """Return the accommodation with this slug, on offer or not, or None."""
    row = models.Accommodation.objects.filter(slug=slug).first()
    return to_contract(row) if row else None


def find_for_sale(*, ids: Collection[UUID]) -> dict[UUID, contracts.Accommodation]:
    """Return those of the accommodations that are on offer, without their amenities, in one statement."""
    rows = models.Accommodation.objects.active().filter(id__in=ids).select_related("destination")
    return {
        row.id: mapping.to_contract(
            contracts.Accommodation,
            row,
            destination_slug=row.destination.slug,
            destination_name=row.destination.name,
            time_zone=row.destination.time_zone,
            amenities=(),
            destination=None,
        )
        for row in rows
    }
