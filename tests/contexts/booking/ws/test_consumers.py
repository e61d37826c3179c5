"""The socket of a booking, over the real channel layer."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from asgiref.testing import ApplicationCommunicator
from channels.routing import URLRouter

from contexts.booking.use_cases.cancel_booking import cancel_booking
from contexts.booking.ws.routing import websocket_urlpatterns
from contexts.identity.parts.accounts.use_cases.sign_out_everywhere import sign_out_everywhere
from riz import clock
from riz.actor import SYSTEM
from riz.ids import new_id
from riz.outbox import relay
from riz.sockets import consumer
from tests.contexts.booking.conftest import NOW, book, wish
from tests.support.sign_in import access_token_of, socket_ticket_of
from tests.support.waiting import PATIENCE_SECONDS

pytestmark = pytest.mark.django_db(transaction=True)
NOT_SIGNED_IN, NOT_FOUND = 4401, 4404


@pytest.fixture
def booked(sold, asha):
    booking = book(wish=wish(sold.package), actor=asha, at=NOW)
    relay.drain()
    return SimpleNamespace(id=booking.id, owner=asha, ticket=socket_ticket_of(asha.id))


class Socket(ApplicationCommunicator):
    """The client's end of a socket."""

    def __init__(self, path):
        scope = {"type": "websocket", "path": path, "headers": [], "subprotocols": []}
        super().__init__(URLRouter(websocket_urlpatterns), scope)

    async def open(self):
        await self.send_input({"type": "websocket.connect"})
        assert (await self.receive_output(timeout=PATIENCE_SECONDS))["type"] == "websocket.accept"

    async def say(self, message):
        text = message if isinstance(message, str) else json.dumps(message)
        await self.send_input({"type": "websocket.receive", "text": text})

    async def hear(self):
        return json.loads((await self.receive_output(timeout=PATIENCE_SECONDS))["text"])

    async def hear_closing(self):
        """Return the code of the close, and the code of the problem that came before it."""
        said = await self.hear()
        assert said["type"] == "problem"
        message = await self.receive_output(timeout=PATIENCE_SECONDS)
        assert message["type"] == "websocket.close"
        assert message["code"] == 4000 + said["problem"]["status"]
        return message["code"], said["problem"]["code"]

    async def close(self):
        await self.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wait(timeout=PATIENCE_SECONDS)


def conversation(booking_id, talk):
    """Open a socket, talk, and close it whatever happens."""

    async def run():
        socket = Socket(f"/ws/bookings/{booking_id}")
        await socket.open()
        try:
            return await talk(socket)
        finally:
            await socket.close()

    return async_to_sync(run)()


def sign_in(ticket):
    return {"type": "authenticate", "ticket": ticket}


def closed_after(booking_id, first):
    async def talk(socket):
        await socket.say(first)
        return await socket.hear_closing()

    return conversation(booking_id, talk)


class TestSigningIn:
    def test_shows_the_booking_and_each_change(self, booked):
        def cancel():
            cancel_booking(booking_id=booked.id, actor=booked.owner, reason="", at=NOW)
            relay.drain()

        async def talk(socket):
            await socket.say(sign_in(booked.ticket))
            first = await socket.hear()
            await sync_to_async(cancel)()
            return first, await socket.hear()

        first, second = conversation(booked.id, talk)

        assert (first["status"], first["version"]) == ("ON_HOLD", 2)
        assert (second["status"], second["version"]) == ("CANCELLED", 3)

    @pytest.mark.parametrize(
        "first",
        [
            {"type": "hello"},
            [],
            "7",
            "{",
            '"' + "[" * 5000,
            '{"type": "authenticate", "ticket": "a", "ticket": "b"}',
            {"type": "authenticate"},
            {"type": "authenticate", "ticket": None},
            {"type": "authenticate", "ticket": ["x"]},
            {"type": "authenticate", "token": "x"},
            {"type": "authenticate", "ticket": "x", "admin": True},
        ],
        ids=str,
    )
    def test_anything_else_ends_it(self, booked, first):
        assert closed_after(booked.id, first) == (NOT_SIGNED_IN, "socket.sign_in_expected")

    @pytest.mark.parametrize(
        "ticket", ["", "not-a-ticket", "é", "x" * 5000, "' OR 1=1 --"], ids=str
    )
    def test_what_is_no_ticket_ends_it(self, booked, ticket):
        refused = closed_after(booked.id, sign_in(ticket))

        assert refused == (NOT_SIGNED_IN, "identity.socket_ticket_invalid")

    @pytest.mark.requirement("ASVS 5.0 4.4.3")
    def test_access_tokens_are_not_taken(self, booked):
        token = access_token_of(booked.owner.id)

        assert closed_after(booked.id, sign_in(token))[0] == NOT_SIGNED_IN
        old_form = {"type": "authenticate", "token": token}
        assert closed_after(booked.id, old_form)[0] == NOT_SIGNED_IN

    def test_silence_ends_it(self, booked, monkeypatch):
        monkeypatch.setattr(consumer, "SECONDS_TO_SIGN_IN", 0.05)

        refused = conversation(booked.id, Socket.hear_closing)

        assert refused == (NOT_SIGNED_IN, "socket.sign_in_expected")

    def test_there_is_one_attempt(self, booked):
        async def talk(socket):
            await socket.say(sign_in("wrong"))
            await socket.say(sign_in(booked.ticket))
            closed = await socket.hear_closing()
            return closed, await socket.receive_nothing()

        closed, is_silent = conversation(booked.id, talk)

        assert (closed[0], is_silent) == (NOT_SIGNED_IN, True)

    def test_too_long_a_message_ends_it(self, booked):
        async def talk(socket):
            await socket.say(" " * 70_000)
            return (await socket.receive_output(timeout=PATIENCE_SECONDS))["code"]

        assert conversation(booked.id, talk) == consumer.TOO_BIG


class TestSeeing:
    def test_a_strangers_or_unknown_booking_does_not_exist(self, booked, stranger):
        theirs = sign_in(socket_ticket_of(stranger.id))
        refused = (NOT_FOUND, "booking.not_found")

        assert closed_after(booked.id, theirs) == refused
        assert closed_after(new_id(), sign_in(booked.ticket)) == refused

    def test_a_session_that_ended_sees_no_change(self, booked):
        def end_and_change():
            sign_out_everywhere(
                user_id=booked.owner.id, actor=SYSTEM, reason="lost", at=clock.now()
            )
            cancel_booking(booking_id=booked.id, actor=booked.owner, reason="", at=NOW)
            relay.drain()

        async def talk(socket):
            await socket.say(sign_in(booked.ticket))
            await socket.hear()
            await sync_to_async(end_and_change)()
            return await socket.hear_closing()

        assert conversation(booked.id, talk)[0] == NOT_SIGNED_IN
