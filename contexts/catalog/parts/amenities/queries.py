"""Reads of amenities."""

from __future__ import annotations

from collections.abc import Iterable

from riz import mapping
from riz.pages import Page, PageRequest, keyset

from . import contracts, models


def to_contract(row: models.Amenity) -> contracts.Amenity:
    """Make a contract of a row."""
    return mapping.to_contract(contracts.Amenity, row)


def facts_of(row: models.Amenity) -> contracts.AmenityFacts:
    """Return what staff have stated."""
    return mapping.to_contract(contracts.AmenityFacts, row)


def list_amenities(
    *, category: contracts.AmenityCategory | None, page: PageRequest
) -> Page[contracts.Amenity]:
    """Return the amenities on show, by name."""
    rows = models.Amenity.objects.active()
    if category is not None:
        rows = rows.filter(category=category)
    return keyset(rows, order_by=("name", "id"), page=page, to_contract=to_contract)


def find_amenities(*, slugs: Iterable[str]) -> dict[str, contracts.Amenity]:
    """Return those of the named amenities that exist, by slug, on show or not."""
    rows = models.Amenity.objects.filter(slug__in=set(slugs))
    return {row.slug: to_contract(row) for row in rows}
