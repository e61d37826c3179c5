"""Questions that other contexts may ask booking."""

from .queries import get_booking, list_bookings_of

__all__ = ["get_booking", "list_bookings_of"]
