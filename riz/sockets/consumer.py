"""The base of every socket.

The first message signs in: `{"type": "authenticate", "ticket": "<from POST /auth/socket-tickets>"}`. A refusal is sent as
`{"type": "problem", "problem": {...}}`, the document that REST would answer, and where the socket is of no use any more it
is closed with 4000 and the status. Sessions that end close their sockets, and people who may do other things are told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, ClassVar

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from riz import clock, trace
from riz.actor import ANONYMOUS, Actor
from riz.errors import InPersonOnly, Malformed, RizError, Unauthenticated
from riz.rest.exception_handler import to_refusal
from riz.rest.problems import document, status_of
from riz.rest.renderers import to_json
from riz.sockets import callers
from riz.sockets.watcher import watcher
from riz.strict_json import read_json

CLOSES = 4000
TRY_AGAIN_LATER = 1013
TOO_BIG = 1009
SECONDS_TO_SIGN_IN = 5.0
MAX_MESSAGE_BYTES = 64 * 1024


class SessionOver(Unauthenticated):
    """The session behind the socket has ended."""

    code = "socket.session_ended"
    message = "This session has ended. Sign in again."


class SignInExpected(Unauthenticated):
    """The first message was something else than a sign-in, or none came in time."""

    code = "socket.sign_in_expected"
    message = "Send a ticket first, within five seconds."


class SocketConsumer(AsyncWebsocketConsumer):
    """A socket of one person.

    Subclasses write `on_signed_in`, and where they have a use for it `on_message`, `on_actor_changed` and `on_left`. What
    they raise as a `RizError` goes out as a problem. `actor` is who is behind the socket at this moment.

    Attributes:
        is_open: somebody is signed in and the socket was not closed from here.
        while_acting: who acts as somebody else may send messages too, for they change nothing; all others only listen.
    """

    actor: Actor = ANONYMOUS
    is_open: bool = False
    while_acting: ClassVar[bool] = False

    async def on_signed_in(self) -> None:
        """Start the socket's work; a refusal closes the socket."""

    async def on_message(self, content: Any) -> None:
        """Take a message; a refusal is answered and the socket stays open."""

    async def on_actor_changed(self) -> None:
        """Look again at what may be shown; a refusal closes the socket."""

    async def on_left(self) -> None:
        """Clean up."""

    async def connect(self) -> None:
        """Take the socket and wait for the caller to sign in."""
        self._has_tried = False
        await self.accept()
        self._patience = asyncio.get_running_loop().call_later(
            SECONDS_TO_SIGN_IN,
            lambda: asyncio.ensure_future(self.refuse(SignInExpected())),
        )

    async def disconnect(self, code: int) -> None:
        """Forget the socket."""
        del code
        self._patience.cancel()
        self.is_open = False
        watcher().discard(self)
        await self.on_left()

    async def receive(
        self, text_data: str | None = None, bytes_data: bytes | None = None, **_: Any
    ) -> None:
        """Read a message: the sign-in first, whatever the subclass takes after it."""
        written = bytes_data if text_data is None else text_data.encode("utf-8", "surrogatepass")
        if written is None or len(written) > MAX_MESSAGE_BYTES:
            await self._close(TOO_BIG)
            return
        with trace.work(actor=str(self.actor)):
            if self.is_open:
                await self._answer(written)
            elif not self._has_tried:
                await self._sign_in(written)

    async def session_ended(self) -> None:
        """Close: the session is over."""
        await self.refuse(SessionOver())

    async def session_unknown(self) -> None:
        """Close: nobody can tell whose the socket is."""
        await self._close(TRY_AGAIN_LATER)

    async def actor_changed(self, actor: Actor) -> None:
        """Take over what the person may do now."""
        self.actor = actor
        await self._guarded(self.on_actor_changed)

    async def hinted(self, look: Callable[[], Awaitable[None]]) -> None:
        """Look at what a hint is about, as whoever is behind the socket at this moment; a refusal closes it."""
        if self.is_open:
            await self._guarded(self._known_anew, look)

    async def _known_anew(self) -> None:
        session_id = self.actor.session_id
        if session_id is None:
            raise SessionOver
        ask = database_sync_to_async(callers.actors_behind)
        found = await ask([session_id], at=clock.now())
        if session_id not in found:
            raise SessionOver
        self.actor = found[session_id]

    async def _guarded(self, *acts: Callable[[], Awaitable[None]]) -> None:
        try:
            for act in acts:
                await act()
        except Exception as error:  # noqa: BLE001 - what is no refusal is raised again
            await self.refuse(_refusal(error))

    async def send_json(self, content: Mapping[str, Any]) -> None:
        """Send a message."""
        await self.send(text_data=to_json(content).decode())

    async def send_problem(self, refusal: RizError) -> None:
        """Send a refusal in the shape that REST has."""
        problem = document(refusal, status=status_of(refusal), path=self.scope["path"])
        await self.send_json({"type": "problem", "problem": problem})

    async def refuse(self, refusal: RizError) -> None:
        """Say why, and close."""
        await self.send_problem(refusal)
        await self._close(CLOSES + status_of(refusal))

    async def _sign_in(self, written: bytes) -> None:
        self._has_tried = True
        self._patience.cancel()
        try:
            self.actor = await database_sync_to_async(callers.use_ticket)(
                _ticket_in(written), at=clock.now()
            )
            trace.name_actor(str(self.actor))
            self.is_open = True
        except Exception as error:  # noqa: BLE001 - what is no refusal is raised again
            await self.refuse(_refusal(error))
            return
        watcher().add(self)
        await self._guarded(self.on_signed_in)

    async def _answer(self, written: bytes) -> None:
        try:
            self._check_in_person()
            await self.on_message(read_json(written))
        except Exception as error:  # noqa: BLE001 - what is no refusal is raised again
            await self.send_problem(_refusal(error))

    def _check_in_person(self) -> None:
        if not self.while_acting and self.actor.impersonator_id is not None:
            raise InPersonOnly

    async def _close(self, code: int) -> None:
        self.is_open = False
        watcher().discard(self)
        await self.close(code)


def _ticket_in(written: bytes) -> str:
    try:
        content = read_json(written)
    except Malformed:
        raise SignInExpected from None
    if not isinstance(content, dict) or content.get("type") != "authenticate":
        raise SignInExpected
    ticket = content.get("ticket")
    if not isinstance(ticket, str) or set(content) != {"type", "ticket"}:
        raise SignInExpected
    return ticket


def _refusal(error: Exception) -> RizError:
    """Return the refusal that an error stands for; what nobody anticipated is raised on."""
    refusal = to_refusal(error, {})
    if refusal is None:
        raise error
    return refusal
