"""Questions that the other parts and the root of catalog may ask of accommodations."""

from .errors import AccommodationNotFound, InvalidAccommodation
from .queries import find_accommodation, get_accommodation, list_accommodations
from .use_cases.register_accommodation import register_accommodation
from .use_cases.reinstate_accommodation import reinstate_accommodation
from .use_cases.revise_accommodation import revise_accommodation
from .use_cases.withdraw_accommodation import withdraw_accommodation

__all__ = [
    "AccommodationNotFound",
    "InvalidAccommodation",
    "find_accommodation",
    "get_accommodation",
    "list_accommodations",
    "register_accommodation",
    "reinstate_accommodation",
    "revise_accommodation",
    "withdraw_accommodation",
]
