"""What catalog refuses, gathered from its parts."""

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
    "InvalidPackage",
    "NoPriceForParty",
    "PackageNotFound",
]
