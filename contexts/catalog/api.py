"""Questions that other contexts may ask of catalog."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from .contracts import Accommodation, Experience, Package, Party, PriceLine
from .parts.accommodations import api as accommodations
from .parts.experiences import api as experiences
from .parts.packages import api as packages

__all__ = [
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


def price_package(
    *, package_id: UUID, start_date: dt.date, adults: int, children: int, infants: int
) -> tuple[PriceLine, ...]:
    """Return what a party pays, before tax, for a package that starts on a date: one line for each kind of traveller.

    Raises:
        PackageNotFound: there is no such package on offer.
        NoPriceForParty: no price is stated for such a party at that date.
    """
    party = Party(adults=adults, children=children, infants=infants)
    return packages.price_package(package_id=package_id, start_date=start_date, party=party)
