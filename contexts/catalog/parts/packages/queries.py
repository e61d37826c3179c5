"""Reads of packages."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.money import Money
from riz.pages import Page, PageRequest, keyset

from ..destinations.contracts import DestinationName
from ..experiences.contracts import ExperienceName
from . import contracts, models
from .domain.pricing import price_party
from .errors import PackageNotFound


def to_contract(row: models.Package) -> contracts.Package:
    """Make a contract of a row whose days, prices and amenities are at hand."""
    return contracts.Package(
        id=row.id,
        slug=row.slug,
        name=row.name,
        kind=contracts.PackageKind(row.kind),
        seller_id=row.seller_id,
        time_zone=row.time_zone,
        duration_days=row.duration_days,
        departure_capacity=row.departure_capacity,
        departure_weekdays=tuple(row.departure_weekdays),
        prices=_prices(row),
        description=row.description,
        inclusions=tuple(row.inclusions),
        exclusions=tuple(row.exclusions),
        amenities=tuple(sorted(each.slug for each in row.amenities.all() if each.is_active)),
        days=_days(row),
        version=row.version,
    )


def facts_of(row: models.Package) -> contracts.PackageFacts:
    """Return what staff have stated."""
    return contracts.PackageFacts(
        slug=row.slug,
        name=row.name,
        kind=contracts.PackageKind(row.kind),
        duration_days=row.duration_days,
        departure_capacity=row.departure_capacity,
        departure_weekdays=tuple(row.departure_weekdays),
        days=tuple(
            contracts.PackageDayFacts(
                day=day.day,
                title=day.title,
                text=day.text,
                destinations=tuple(place.slug for place in day.destinations),
                experiences=tuple(activity.slug for activity in day.experiences),
            )
            for day in _days(row)
        ),
        prices=_prices(row),
        description=row.description,
        inclusions=tuple(row.inclusions),
        exclusions=tuple(row.exclusions),
        amenities=tuple(each.slug for each in row.amenities.all()),
    )


def _prices(row: models.Package) -> tuple[contracts.PackagePrice, ...]:
    prices = [
        contracts.PackagePrice(
            traveller_kind=contracts.TravellerKind(each.traveller_kind),
            price=Money(each.price_minor, each.currency),
            min_party=each.min_party,
            max_party=each.max_party,
            valid_from=each.valid_from,
            valid_to=each.valid_to,
        )
        for each in row.prices.all()
    ]
    return tuple(sorted(prices, key=contracts.price_order))


def _days(row: models.Package) -> tuple[contracts.PackageDay, ...]:
    return tuple(_day(each) for each in sorted(row.days.all(), key=lambda day: day.day))


def _day(row: models.PackageDay) -> contracts.PackageDay:
    stops = sorted(row.stops.all(), key=lambda stop: stop.position)
    activities = sorted(row.activities.all(), key=lambda activity: activity.position)
    places = [stop.destination for stop in stops]
    doings = [activity.experience for activity in activities]
    return contracts.PackageDay(
        day=row.day,
        title=row.title,
        text=row.text,
        destinations=tuple(
            DestinationName(id=each.id, slug=each.slug, name=each.name) for each in places
        ),
        experiences=tuple(
            ExperienceName(id=each.id, slug=each.slug, title=each.title) for each in doings
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


def price_package(
    *, package_id: UUID, start_date: dt.date, party: contracts.Party
) -> tuple[contracts.PriceLine, ...]:
    """Return what a party pays for a package on offer that starts on a date.

    Raises:
        PackageNotFound: there is no such package on offer.
        NoPriceForParty: no price is stated for such a party at that date.
    """
    row = models.Package.objects.active().filter(id=package_id).prefetch_related("prices").first()
    if row is None:
        raise PackageNotFound
    return price_party(prices=_prices(row), party=party, start_date=start_date)


def find_package(*, slug: str) -> contracts.Package | None:
    """Return the package with this slug, on offer or not, or None."""
    row = models.Package.objects.filter(slug=slug).first()
    return to_contract(row) if row else None
