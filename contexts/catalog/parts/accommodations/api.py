"""Questions that the other parts and the root of catalog may ask of accommodations."""

from .queries import find_accommodation, find_for_sale, get_accommodation
from .use_cases.register_accommodation import register_accommodation
from .use_cases.revise_accommodation import revise_accommodation

__all__ = [
    "find_accommodation",
    "find_for_sale",
    "get_accommodation",
    "register_accommodation",
    "revise_accommodation",
]
