"""Catalog's tables, gathered from its parts for one migration history."""

from .parts.accommodations.models import Accommodation
from .parts.amenities.models import Amenity
from .parts.destinations.models import Destination, DestinationImage
from .parts.experiences.models import Experience, ExperienceStop, OpeningHours
from .parts.packages.models import Package, PackageActivity, PackageDay, PackagePrice, PackageStop
from .parts.places.models import Place

__all__ = [
    "Accommodation",
    "Amenity",
    "Destination",
    "DestinationImage",
    "Experience",
    "ExperienceStop",
    "OpeningHours",
    "Package",
    "PackageActivity",
    "PackageDay",
    "PackagePrice",
    "PackageStop",
    "Place",
]
