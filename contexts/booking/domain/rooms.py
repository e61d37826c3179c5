"""Where the sockets that watch a booking are reached."""

from __future__ import annotations

from uuid import UUID


def room_of(*, booking_id: UUID) -> str:
    """Return the channel group of a booking."""
    return f"booking.{booking_id}"
