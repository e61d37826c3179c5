"""Contracts of catalog, gathered from its parts."""

from .parts.accommodations.contracts import Accommodation, AccommodationForSale, AccommodationKind
from .parts.amenities.contracts import AmenityCategory
from .parts.experiences.contracts import Experience, ExperienceForSale, ExperienceKind
from .parts.packages.contracts import Package, PackageForSale, PackageKind, Party, PriceLine

__all__ = [
    "Accommodation",
    "AccommodationForSale",
    "AccommodationKind",
    "AmenityCategory",
    "Experience",
    "ExperienceForSale",
    "ExperienceKind",
    "Package",
    "PackageForSale",
    "PackageKind",
    "Party",
    "PriceLine",
]
