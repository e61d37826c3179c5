"""Contracts of catalog, gathered from its parts."""

from .parts.accommodations.contracts import Accommodation, AccommodationKind
from .parts.amenities.contracts import AmenityCategory
from .parts.experiences.contracts import Experience, ExperienceKind, Start
from .parts.packages.contracts import Package, PackageKind, Party, PriceLine

__all__ = [
    "Accommodation",
    "AccommodationKind",
    "AmenityCategory",
    "Experience",
    "ExperienceKind",
    "Package",
    "PackageKind",
    "Party",
    "PriceLine",
    "Start",
]
