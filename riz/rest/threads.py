"""Django called by WSGI, in threads, for servers that speak ASGI.

No thread waits for the event loop once an answer is complete: a server that ends stops its loop then, and would wait for
the thread in turn.
"""

from __future__ import annotations

import asyncio
import io
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from a2wsgi.wsgi import build_environ


class WsgiInThreads:
    """An ASGI application that has Django's WSGI application answer each request in a thread."""

    def __init__(self, application: Any, *, threads: int) -> None:
        self._application = application
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="wsgi")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request."""
        loop = asyncio.get_running_loop()
        in_thread = partial(loop.run_in_executor, self._threads)
        environ: Any = build_environ(scope, io.BufferedReader(_Body(receive, loop)))  # type: ignore[arg-type]
        start, whole, response = await in_thread(self._answer, environ)
        if whole is not None:
            await send(start)
            await send({"type": "http.response.body", "body": whole})
            return
        pieces = iter(response)
        try:
            await send(start)
            while (piece := await in_thread(next, pieces, None)) is not None:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            await in_thread(response.close)

    def _answer(self, environ: Any) -> tuple[dict[str, Any], bytes | None, Any]:
        """Return how the answer starts, and its body unless that comes piece by piece."""
        begun: list[Any] = []
        response = self._application(environ, lambda *answer: begun.extend(answer[:2]))
        status, headers = begun
        start = {
            "type": "http.response.start",
            "status": int(status.partition(" ")[0]),
            "headers": [
                (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers
            ],
        }
        if response.streaming:
            return start, None, response
        whole = b"".join(response)
        response.close()
        return start, whole, response


class _Body(io.RawIOBase):
    """A body that is read from the server when the application reads it."""

    def __init__(self, receive: Any, loop: asyncio.AbstractEventLoop) -> None:
        self._receive, self._loop = receive, loop
        self._came, self._more = b"", True

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while self._more and not self._came:
            coming = asyncio.run_coroutine_threadsafe(self._next(), self._loop)
            message = coming.result()
            self._came = message.get("body", b"")
            self._more = message.get("more_body", False)
        read = self._came[: len(buffer)]
        buffer[: len(read)] = read
        self._came = self._came[len(read) :]
        return len(read)

    async def _next(self) -> Any:
        return await self._receive()
