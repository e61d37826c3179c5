"""A socket that shows how a booking is.

The first message signs in: `{"type": "authenticate", "token": "<access token>"}`. Then comes the booking's
status, and again whenever it changes. What makes it look again is a hint that may get lost: the database is asked each time,
and whoever was away reads the booking over REST.
"""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.http import HttpRequest

from riz.actor import Actor
from riz.errors import Unauthenticated
from riz.rest.callers import actor_of
from riz.rest.views import ApiView

from .. import contracts, errors, queries
from ..domain.rooms import room_of

NOT_SIGNED_IN = 4401
NOT_FOUND = 4404
SECONDS_TO_SIGN_IN = 5


class BookingConsumer(AsyncJsonWebsocketConsumer):
    """Tells one caller about one booking."""

    async def connect(self) -> None:
        """Take the socket and wait for the caller to sign in."""
        self.booking_id: UUID = self.scope["url_route"]["kwargs"]["booking_id"]
        self.token = ""
        self.told_version = 0
        await self.accept()
        self.patience = asyncio.get_running_loop().call_later(
            SECONDS_TO_SIGN_IN, lambda: asyncio.ensure_future(self.close(NOT_SIGNED_IN))
        )

    async def disconnect(self, code: int) -> None:
        """Leave the room."""
        del code
        self.patience.cancel()
        await self.channel_layer.group_discard(self._room(), self.channel_name)

    async def receive(
        self, text_data: str | None = None, bytes_data: bytes | None = None, **_: Any
    ) -> None:
        """Read a message; what is no JSON is no sign-in."""
        try:
            content = await self.decode_json(text_data or (bytes_data or b"").decode())
        except ValueError:
            content = None
        await self.receive_json(content)

    async def receive_json(self, content: Any, **_: Any) -> None:
        """Take the sign-in; whatever comes later is not listened to."""
        if self.token:
            return
        if not isinstance(content, dict) or content.get("type") != "authenticate":
            await self.close(NOT_SIGNED_IN)
            return
        self.patience.cancel()
        self.token = str(content.get("token", ""))
        # First the room, then the look: a change between the two is seen by one of them.
        await self.channel_layer.group_add(self._room(), self.channel_name)
        await self._tell()

    async def booking_changed(self, event: dict[str, Any]) -> None:
        """Look again."""
        del event
        await self._tell()

    async def _tell(self) -> None:
        try:
            booking = await database_sync_to_async(self._look)()
        except Unauthenticated:
            await self.close(NOT_SIGNED_IN)
        except errors.BookingNotFound:
            await self.close(NOT_FOUND)
        else:
            await self._tell_once(booking)

    async def _tell_once(self, booking: contracts.Booking) -> None:
        if booking.version <= self.told_version:
            return
        self.told_version = booking.version
        await self.send_json(
            {
                "type": "booking",
                "id": str(booking.id),
                "reference": booking.reference,
                "status": booking.status.value,
                "payment_status": booking.payment_status.value,
                "version": booking.version,
            }
        )

    def _look(self) -> contracts.Booking:
        """Ask as whoever the token is of now: one that ran out, or whose session ended, sees no more."""
        return queries.get_visible_booking(
            booking_id=self.booking_id, actor=_actor_of_token(self.token)
        )

    def _room(self) -> str:
        return room_of(booking_id=self.booking_id)


def _actor_of_token(token: str) -> Actor:
    """Know the caller exactly as REST does."""
    bare = HttpRequest()
    bare.META["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    actor = actor_of(ApiView().initialize_request(bare))
    if not actor.is_authenticated:
        raise Unauthenticated
    return actor
