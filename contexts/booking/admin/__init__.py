"""Staff screens of booking: orders are to be read and cancelled, the terms of new ones are stated."""

from . import bookings, terms

__all__ = ["bookings", "terms"]
