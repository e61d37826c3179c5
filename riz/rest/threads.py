"""Django called by WSGI, in threads, for servers that speak ASGI.

No thread waits for an event loop that has ended: the server would wait for the thread in turn. So answers are sent by the
loop alone, and whoever waits for a body looks whether the loop still runs.
"""

from __future__ import annotations

import asyncio
import io
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial
from typing import Any

from a2wsgi.wsgi import build_environ

# So often a thread that waits for a body looks whether the server still runs.
LOOKS_AFTER_SECONDS = 1.0


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
            message = self._wait_for(asyncio.run_coroutine_threadsafe(self._next(), self._loop))
            self._came = message.get("body", b"")
            self._more = message.get("more_body", False)
        read = self._came[: len(buffer)]
        buffer[: len(read)] = read
        self._came = self._came[len(read) :]
        return len(read)

    def _wait_for(self, coming: Future[Any]) -> Any:
        while not wait([coming], timeout=LOOKS_AFTER_SECONDS).done:
            if not self._loop.is_running():
                raise ConnectionAbortedError("The server has ended.")
        return coming.result()

    async def _next(self) -> Any:
        return await self._receive()
