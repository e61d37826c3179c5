"""Questions that other contexts may ask booking."""

from .queries import get_booking, list_bookings_of
from .use_cases.place_order import place_order
from .use_cases.quote_order import quote_order

__all__ = ["get_booking", "list_bookings_of", "place_order", "quote_order"]
