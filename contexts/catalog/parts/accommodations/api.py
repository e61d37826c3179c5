"""What the other parts and the root of catalog may ask of accommodations."""

from .errors import AccommodationNotFound, InvalidAccommodation
from .queries import find_accommodation, get_accommodation, list_accommodations
from .use_cases.register_accommodation import register_accommodation
from .use_cases.revise_accommodation import revise_accommodation
from .use_cases.set_accommodation_active import set_accommodation_active

__all__ = [
    "AccommodationNotFound",
    "InvalidAccommodation",
    "find_accommodation",
    "get_accommodation",
    "list_accommodations",
    "register_accommodation",
    "revise_accommodation",
    "set_accommodation_active",
]
