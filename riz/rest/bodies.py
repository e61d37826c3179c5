"""Bodies that come slowly: requests are received before a thread is taken for them, and answers don't wait for their readers.

Django is called in threads, of which a server has few. Whoever sends a body bit by bit, or never, or reads an answer as
slowly, would keep one of them for as long as they like, and a few dozen such callers the whole server.
"""

from __future__ import annotations

import asyncio
from typing import Any

from riz.rest.errors import BodyTooSlow
from riz.rest.problems import problem_response

# More than any JSON body that is read, or form of the staff screens; what is larger is an upload.
RECEIVED_BYTES = 320 * 1024
BODY_SECONDS = 30.0
STEP_SECONDS = 30.0
UPLOADS = 4


class ReceivedBodies:
    """Hands a request on once its body is there, or the beginning of an upload, of which few are taken at once."""

    def __init__(self, application: Any) -> None:
        self._application = application
        self._uploads = asyncio.Semaphore(UPLOADS)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Receive, then call; a body that does not come in time is refused."""
        try:
            async with asyncio.timeout(BODY_SECONDS):
                received = await _beginning(receive)
        except TimeoutError:
            await _refuse(scope, send)
            return
        if received is None:
            return
        call = self._application(scope, _Receiving(received, receive), _Sending(send))
        if not received[-1].get("more_body"):
            await call
            return
        async with self._uploads:
            await call


async def _beginning(receive: Any) -> list[Any] | None:
    """Return the messages of a whole body, or of its first part; None where the caller has gone."""
    messages: list[Any] = []
    size = 0
    while size <= RECEIVED_BYTES:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        messages.append(message)
        size += len(message.get("body", b""))
        if not message.get("more_body"):
            break
    return messages


class _Receiving:
    """The messages that came, and then those that still come, each within its time."""

    def __init__(self, received: list[Any], receive: Any) -> None:
        self._received, self._receive = received, receive

    async def __call__(self) -> Any:
        if self._received:
            return self._received.pop(0)
        async with asyncio.timeout(STEP_SECONDS):
            message = await self._receive()
        if message["type"] == "http.disconnect":
            raise ConnectionResetError
        return message


class _Sending:
    """Sends an answer until its reader is too slow; the rest goes nowhere."""

    def __init__(self, send: Any) -> None:
        self._send, self._is_read = send, True

    async def __call__(self, message: Any) -> None:
        if not self._is_read:
            return
        try:
            async with asyncio.timeout(STEP_SECONDS):
                await self._send(message)
        except TimeoutError:
            self._is_read = False


async def _refuse(scope: Any, send: Any) -> None:
    answer = problem_response(BodyTooSlow(), path=scope["path"])
    headers = [(name.lower().encode(), value.encode()) for name, value in answer.headers.items()]
    headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": answer.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": answer.content})
