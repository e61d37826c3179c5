"""Questions that the other parts and the root of catalog may ask of destinations."""

from .queries import find_destinations, get_destination
from .use_cases.register_destination import register_destination
from .use_cases.revise_destination import revise_destination
from .use_cases.set_destination_active import set_destination_active

__all__ = [
    "find_destinations",
    "get_destination",
    "register_destination",
    "revise_destination",
    "set_destination_active",
]
