"""What catalog shows to other contexts, gathered from its parts."""

from .parts.accommodations.contracts import Accommodation
from .parts.experiences.contracts import Experience
from .parts.packages.contracts import Package, Party, PriceLine

__all__ = [
    "Accommodation",
    "Experience",
    "Package",
    "Party",
    "PriceLine",
]
