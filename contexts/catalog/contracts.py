"""Contracts of catalog, gathered from its parts."""

from .parts.accommodations.contracts import Accommodation, AccommodationKind
from .parts.amenities.contracts import Amenity, AmenityCategory
from .parts.destinations.contracts import Destination, DestinationName
from .parts.experiences.contracts import Difficulty, Experience, ExperienceKind, ExperienceName
from .parts.packages.contracts import (
    Package,
    PackageDay,
    PackageKind,
    PackagePrice,
    Party,
    PriceLine,
    TravellerKind,
)

__all__ = [
    "Accommodation",
    "AccommodationKind",
    "Amenity",
    "AmenityCategory",
    "Destination",
    "DestinationName",
    "Difficulty",
    "Experience",
    "ExperienceKind",
    "ExperienceName",
    "Package",
    "PackageDay",
    "PackageKind",
    "PackagePrice",
    "Party",
    "PriceLine",
    "TravellerKind",
]
