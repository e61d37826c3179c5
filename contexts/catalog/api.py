"""Questions that other contexts may ask of catalog."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from .contracts import Accommodation, Experience, Package, Party, PriceLine
from .parts.accommodations import api as accommodations
from .parts.experiences import api as experiences
from .parts.packages import api as packages

__all__ = [
    "find_accommodations_for_sale",
    "find_experiences_for_sale",
    "find_packages_for_sale",
    "get_accommodation",
    "get_experience",
    "get_package",
    "price_package",
]


def get_accommodation(*, accommodation_id: UUID) -> Accommodation:
    """Return an accommodation on offer.

    Raises:
        AccommodationNotFound: there is none, or it is withdrawn.
    """
    return accommodations.get_accommodation(key=str(accommodation_id))


def get_experience(*, experience_id: UUID) -> Experience:
    """Return an experience on offer.

    Raises:
        ExperienceNotFound: there is none, or it is withdrawn.
    """
    return experiences.get_experience(key=str(experience_id))


def get_package(*, package_id: UUID) -> Package:
    """Return a package on offer.

    Raises:
        PackageNotFound: there is none, or it is withdrawn.
    """
    return packages.get_package(key=str(package_id))


def find_accommodations_for_sale(*, ids: Collection[UUID]) -> dict[UUID, Accommodation]:
    """Return accommodations on offer, without what a sale does not look at."""
    return accommodations.find_for_sale(ids=ids) if ids else {}


def find_experiences_for_sale(*, ids: Collection[UUID]) -> dict[UUID, Experience]:
    """Return experiences on offer, without what a sale does not look at."""
    return experiences.find_for_sale(ids=ids) if ids else {}


def find_packages_for_sale(*, ids: Collection[UUID]) -> dict[UUID, Package]:
    """Return packages on offer, without what a sale does not look at."""
    return packages.find_for_sale(ids=ids) if ids else {}


def price_package(
    *, package: Package, start_date: dt.date, adults: int, children: int, infants: int
) -> tuple[PriceLine, ...]:
    """Return what a party pays, before tax, for a package that starts on a date: one line for each kind of traveller.

    Raises:
        NoPriceForParty: no price is stated for such a party at that date.
    """
    party = Party(adults=adults, children=children, infants=infants)
    return packages.price_party(prices=package.prices, party=party, start_date=start_date)
