"""Questions that the other parts and the root of catalog may ask of destinations."""

from .errors import DestinationNotFound, InvalidDestination
from .queries import find_destinations, get_destination, list_destinations
from .use_cases.feature_destination import feature_destination
from .use_cases.register_destination import register_destination
from .use_cases.reinstate_destination import reinstate_destination
from .use_cases.revise_destination import revise_destination
from .use_cases.withdraw_destination import withdraw_destination

__all__ = [
    "DestinationNotFound",
    "InvalidDestination",
    "feature_destination",
    "find_destinations",
    "get_destination",
    "list_destinations",
    "register_destination",
    "reinstate_destination",
    "revise_destination",
    "withdraw_destination",
]
