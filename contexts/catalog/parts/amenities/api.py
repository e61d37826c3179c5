"""Questions that the other parts and the root of catalog may ask of amenities."""

from .errors import AmenityNotFound, InvalidAmenity
from .queries import find_amenities, list_amenities
from .use_cases.register_amenity import register_amenity
from .use_cases.revise_amenity import revise_amenity
from .use_cases.set_amenity_active import set_amenity_active

__all__ = [
    "AmenityNotFound",
    "InvalidAmenity",
    "find_amenities",
    "list_amenities",
    "register_amenity",
    "revise_amenity",
    "set_amenity_active",
]
