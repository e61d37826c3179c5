"""Reads of places."""

from __future__ import annotations

from uuid import UUID

from riz import mapping, points
from riz.pages import Page, PageRequest, keyset

from . import contracts, models
from .errors import PlaceNotFound


def to_contract(row: models.Place) -> contracts.Place:
    """Make a contract of a row."""
    return mapping.to_contract(contracts.Place, row, distance_m=getattr(row, "distance_m", None))


def get_place(*, place_id: UUID) -> contracts.Place:
    """Return the place on show with this id.

    Raises:
        PlaceNotFound: there is none.
    """
    row = models.Place.objects.filter(id=place_id, is_active=True).first()
    if row is None:
        raise PlaceNotFound
    return to_contract(row)


def list_places(*, wanted: contracts.PlaceFilter, page: PageRequest) -> Page[contracts.Place]:
    """Return the places on show: nearest first in a circle, else by name."""
    rows, order_by = models.Place.objects.filter(is_active=True), ("name", "id")
    if wanted.kind is not None:
        rows = rows.filter(kind=wanted.kind)
    if wanted.destination_id is not None:
        rows = rows.filter(destination_id=wanted.destination_id)
    if wanted.within is not None:
        rows, order_by = points.within(rows, wanted.within), ("distance_m", "id")
    return keyset(rows, order_by=order_by, page=page, to_contract=to_contract)
