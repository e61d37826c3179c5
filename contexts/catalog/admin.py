"""Catalog's staff screens, gathered from its parts."""

from .parts.accommodations.admin import AccommodationAdmin
from .parts.amenities.admin import AmenityAdmin
from .parts.destinations.admin import DestinationAdmin
from .parts.experiences.admin import ExperienceAdmin
from .parts.packages.admin import PackageAdmin
from .parts.places.admin import PlaceAdmin

__all__ = [
    "AccommodationAdmin",
    "AmenityAdmin",
    "DestinationAdmin",
    "ExperienceAdmin",
    "PackageAdmin",
    "PlaceAdmin",
]
