"""What catalog shows to other contexts, gathered from its parts."""

from .parts.accommodations.contracts import Accommodation, AccommodationKind
from .parts.experiences.contracts import Difficulty, Experience, ExperienceKind
from .parts.packages.contracts import (
    Package,
    PackageKind,
    PackagePrice,
    PriceLine,
    TravellerKind,
)

__all__ = [
    "Accommodation",
    "AccommodationKind",
    "Difficulty",
    "Experience",
    "ExperienceKind",
    "Package",
    "PackageKind",
    "PackagePrice",
    "PriceLine",
    "TravellerKind",
]
