"""Reads of destinations."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from riz import mapping, points
from riz.pages import Page, PageRequest, keyset

from . import contracts, models
from .errors import DestinationNotFound


def to_contract(row: models.Destination) -> contracts.Destination:
    """Make a contract of a row whose images are at hand."""
    return mapping.to_contract(
        contracts.Destination,
        row,
        images=_images(row),
        distance_m=getattr(row, "distance_m", None),
    )


def facts_of(row: models.Destination) -> contracts.DestinationFacts:
    """Return what staff have stated."""
    return mapping.to_contract(contracts.DestinationFacts, row, images=_images(row))


def _images(row: models.Destination) -> tuple[contracts.DestinationImage, ...]:
    ordered = sorted(row.images.all(), key=lambda image: image.position)
    return tuple(mapping.to_contract(contracts.DestinationImage, each) for each in ordered)


def get_destination(*, key: str) -> contracts.Destination:
    """Return the destination on show with this id or slug.

    Raises:
        DestinationNotFound: there is none.
    """
    row = models.Destination.objects.active().with_key(key).first()
    if row is None:
        raise DestinationNotFound
    return to_contract(row)


def list_destinations(
    *, wanted: contracts.DestinationFilter, page: PageRequest
) -> Page[contracts.Destination]:
    """Return the destinations on show: nearest first in a circle, best match first for a text, else by name."""
    rows = models.Destination.objects.active().prefetch_related("images")
    if wanted.district is not None:
        rows = rows.filter(district__iexact=wanted.district)
    if wanted.featured is not None:
        rows = rows.filter(is_featured=wanted.featured)
    if wanted.text:
        rows = rows.matching(wanted.text)
    if wanted.within is not None:
        rows = points.within(rows, wanted.within)
    return keyset(rows, order_by=_order(wanted), page=page, to_contract=to_contract)


def _order(wanted: contracts.DestinationFilter) -> tuple[str, ...]:
    if wanted.within is not None:
        return ("distance_m", "id")
    return ("rank", "name", "id") if wanted.text else ("name", "id")


def find_destinations(
    *, slugs: Iterable[str] = (), ids: Iterable[UUID] = ()
) -> tuple[contracts.Destination, ...]:
    """Return those of the named destinations that exist, on show or not."""
    named = Q(slug__in=set(slugs)) | Q(id__in=set(ids))
    rows = models.Destination.objects.filter(named).prefetch_related("images")
    return tuple(to_contract(row) for row in rows)
