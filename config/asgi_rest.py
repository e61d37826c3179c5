"""REST, admin and pages for servers that speak ASGI, in which headers keep their names; Django is called by WSGI."""

from __future__ import annotations

from typing import Any

from a2wsgi import WSGIMiddleware

from config.wsgi import django
from riz.rest.headers import UnambiguousHeaders

THREADS = 32

# a2wsgi types ASGI by itself, Channels not at all.
_by_wsgi: Any = WSGIMiddleware(django, workers=THREADS)  # type: ignore[arg-type]


async def http(scope: Any, receive: Any, send: Any) -> None:
    """Answer in a thread."""

    async def received() -> Any:
        return await receive()  # granian returns a future, where a2wsgi needs a coroutine

    await _by_wsgi(scope, received, send)


application = UnambiguousHeaders(http)
