"""What the other parts and the root of catalog may ask of destinations."""

from .errors import DestinationNotFound, InvalidDestination
from .queries import find_destinations, get_destination, list_destinations
from .use_cases.feature_destination import feature_destination
from .use_cases.register_destination import register_destination
from .use_cases.revise_destination import revise_destination
from .use_cases.set_destination_active import set_destination_active

__all__ = [
    "DestinationNotFound",
    "InvalidDestination",
    "feature_destination",
    "find_destinations",
    "get_destination",
    "list_destinations",
    "register_destination",
    "revise_destination",
    "set_destination_active",
]
