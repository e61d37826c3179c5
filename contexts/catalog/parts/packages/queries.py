"""Reads of packages."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from riz import mapping
from riz.pages import Page, PageRequest, keyset

from ..destinations.contracts import DestinationName
from ..experiences.contracts import ExperienceName
from . import contracts, models
from .errors import PackageNotFound


def to_contract(row: models.Package) -> contracts.Package:
    """Make a contract of a row whose days, prices and amenities are at hand."""
    return mapping.to_contract(
        contracts.Package,
        row,
        prices=_prices(row),
        amenities=tuple(sorted(each.slug for each in row.amenities.all() if each.is_active)),
        days=_days(row),
    )


def facts_of(row: models.Package) -> contracts.PackageFacts:
    """Return what staff have stated."""
    return mapping.to_contract(
        contracts.PackageFacts,
        row,
        days=tuple(
            mapping.to_contract(
                contracts.PackageDayFacts,
                day,
                destinations=tuple(place.slug for place in day.destinations),
                experiences=tuple(activity.slug for activity in day.experiences),
            )
            for day in _days(row)
        ),
        prices=_prices(row),
        amenities=tuple(each.slug for each in row.amenities.all()),
    )


def _prices(row: models.Package) -> tuple[contracts.PackagePrice, ...]:
    prices = [mapping.to_contract(contracts.PackagePrice, each) for each in row.prices.all()]
    return tuple(sorted(prices, key=contracts.price_order))


def _days(row: models.Package) -> tuple[contracts.PackageDay, ...]:
    return tuple(_day(each) for each in sorted(row.days.all(), key=lambda day: day.day))


def _day(row: models.PackageDay) -> contracts.PackageDay:
    stops = sorted(row.stops.all(), key=lambda stop: stop.position)
    activities = sorted(row.activities.all(), key=lambda activity: activity.position)
    return mapping.to_contract(
        contracts.PackageDay,
        row,
        destinations=tuple(mapping.to_contract(DestinationName, one.destination) for one in stops),
        experiences=tuple(
            mapping.to_contract(ExperienceName, one.experience) for one in activities
        ),
    )


def _on_offer() -> models.PackageQuerySet:
    rows: models.PackageQuerySet = models.Package.objects.active()
    return rows.prefetch_related(
        "amenities",
        "prices",
        "days__stops__destination",
        "days__activities__experience",
    )


def get_package(*, key: str) -> contracts.Package:
    """Return the package on offer with this id or slug.

    Raises:
        PackageNotFound: there is none.
    """
    row = _on_offer().with_key(key).first()
    if row is None:
        raise PackageNotFound
    return to_contract(row)


def list_packages(*, wanted: contracts.PackageFilter, page: PageRequest) -> Page[contracts.Package]:
    """Return the packages on offer: best match first for a text, else by name."""
    order_by = ("rank", "name", "id") if wanted.text else ("name", "id")
    rows = _on_offer().answering(wanted)
    return keyset(rows, order_by=order_by, page=page, to_contract=to_contract)


def find_package(*, slug: str) -> contracts.Package | None:
    """Return the package with this slug, on offer or not, or None."""
    row = models.Package.objects.filter(slug=slug).first()
    return to_contract(row) if row else None


def find_for_sale(*, ids: Collection[UUID]) -> dict[UUID, contracts.Package]:
    """Return those of the packages that are on offer, without days and amenities, in two statements."""
    rows = models.Package.objects.active().filter(id__in=ids).prefetch_related("prices")
    return {
        row.id: mapping.to_contract(
            contracts.Package, row, prices=_prices(row), amenities=(), days=()
        )
        for row in rows
    }
