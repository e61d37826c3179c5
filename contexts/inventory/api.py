"""Questions that other contexts may ask inventory."""

from .queries import find_refusals, find_slots, get_hold, list_dates, quote_stay, quote_stays
from .use_cases.change_hold import change_hold
from .use_cases.confirm_hold import confirm_hold
from .use_cases.extend_hold import extend_hold
from .use_cases.hold_addition import hold_addition
from .use_cases.place_hold import place_hold
from .use_cases.release_hold import release_hold
from .use_cases.return_sale import return_sale

__all__ = [
    "change_hold",
    "confirm_hold",
    "extend_hold",
    "find_refusals",
    "find_slots",
    "get_hold",
    "hold_addition",
    "list_dates",
    "place_hold",
    "quote_stay",
    "quote_stays",
    "release_hold",
    "return_sale",
]
