"""Refusals of catalog, gathered from its parts, and those of its own."""

from riz.errors import Invalid

from .parts.accommodations.errors import AccommodationNotFound, InvalidAccommodation
from .parts.amenities.errors import AmenityNotFound, InvalidAmenity
from .parts.destinations.errors import DestinationNotFound, InvalidDestination
from .parts.experiences.errors import ExperienceNotFound, InvalidExperience
from .parts.packages.errors import InvalidPackage, NoPriceForParty, PackageNotFound

__all__ = [
    "AccommodationNotFound",
    "AmenityNotFound",
    "DestinationNotFound",
    "ExperienceNotFound",
    "InvalidAccommodation",
    "InvalidAmenity",
    "InvalidDestination",
    "InvalidExperience",
    "InvalidFixture",
    "InvalidPackage",
    "NoPriceForParty",
    "PackageNotFound",
]


class InvalidFixture(Invalid):
    """Files of catalog data can't be loaded; `faults` names everything that is wrong with them."""

    code = "catalog.invalid_fixture"
    message = "The catalog data has faults; nothing was loaded."
    faults: list[str]
