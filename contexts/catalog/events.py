"""Events of catalog, gathered from its parts."""

from .parts.accommodations.events import AccommodationPublished, AccommodationWithdrawn
from .parts.experiences.events import ExperiencePublished, ExperienceWithdrawn
from .parts.packages.events import PackagePublished, PackageWithdrawn
from .parts.places.events import PlaceChanged, PlaceRegistered, PlaceReinstated, PlaceWithdrawn

__all__ = [
    "AccommodationPublished",
    "AccommodationWithdrawn",
    "ExperiencePublished",
    "ExperienceWithdrawn",
    "PackagePublished",
    "PackageWithdrawn",
    "PlaceChanged",
    "PlaceRegistered",
    "PlaceReinstated",
    "PlaceWithdrawn",
]
