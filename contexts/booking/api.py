"""What other contexts may ask booking."""

from .contracts import Booking
from .errors import BookingNotFound
from .queries import get_booking, list_bookings_of

__all__ = ["Booking", "BookingNotFound", "get_booking", "list_bookings_of"]
