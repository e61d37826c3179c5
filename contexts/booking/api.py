"""What other contexts may ask booking."""

from .contracts import Booking
from .errors import BookingNotFound
from .queries import get_booking

__all__ = ["Booking", "BookingNotFound", "get_booking"]
