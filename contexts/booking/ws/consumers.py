"""A socket that shows how a booking is.

Once somebody has signed in comes the booking's status, and again whenever it changes. What makes it look again is a hint
that may get lost: the database is asked each time, and whoever was away reads the booking over REST.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async

from riz.sockets.consumer import SocketConsumer

from .. import contracts, queries
from ..domain.rooms import room_of


class BookingConsumer(SocketConsumer):
    """Tells one caller about one booking."""

    async def connect(self) -> None:
        """Take the socket."""
        self.booking_id: UUID = self.scope["url_route"]["kwargs"]["booking_id"]
        self.sent_version = 0
        await super().connect()

    async def on_signed_in(self) -> None:
        """Enter the room, then look: a change between the two is seen by one of them."""
        await self.channel_layer.group_add(self._room(), self.channel_name)
        await self._send_booking()

    async def on_actor_changed(self) -> None:
        """Look whether the booking may still be seen."""
        await self._booking()

    async def on_left(self) -> None:
        """Leave the room."""
        await self.channel_layer.group_discard(self._room(), self.channel_name)

    async def booking_changed(self, event: dict[str, Any]) -> None:
        del event
        await self.hinted(self._send_booking)

    async def _send_booking(self) -> None:
        booking = await self._booking()
        if booking.version <= self.sent_version:
            return
        self.sent_version = booking.version
        await self.send_json(
            {
                "type": "booking",
                "id": booking.id,
                "reference": booking.reference,
                "status": booking.status.value,
                "payment_status": booking.payment_status.value,
                "version": booking.version,
            }
        )

    async def _booking(self) -> contracts.Booking:
        booking: contracts.Booking = await database_sync_to_async(queries.get_visible_booking)(
            booking_id=self.booking_id, actor=self.actor
        )
        return booking

    def _room(self) -> str:
        return room_of(booking_id=self.booking_id)
