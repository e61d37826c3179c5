"""Questions that the other parts and the root of catalog may ask of amenities."""

from .errors import AmenityNotFound, InvalidAmenity
from .queries import find_amenities, list_amenities
from .use_cases.register_amenity import register_amenity
from .use_cases.reinstate_amenity import reinstate_amenity
from .use_cases.revise_amenity import revise_amenity
from .use_cases.withdraw_amenity import withdraw_amenity

__all__ = [
    "AmenityNotFound",
    "InvalidAmenity",
    "find_amenities",
    "list_amenities",
    "register_amenity",
    "reinstate_amenity",
    "revise_amenity",
    "withdraw_amenity",
]
