"""One address for all on a developer's machine: WebSocket by ASGI, everything else by WSGI as in production."""

from __future__ import annotations

from typing import Any

from a2wsgi import WSGIMiddleware
from channels.routing import ProtocolTypeRouter

from config.asgi import websocket
from config.wsgi import application as wsgi

THREADS = 16

# a2wsgi types ASGI by itself, Channels not at all.
http: Any = WSGIMiddleware(wsgi, workers=THREADS)  # type: ignore[arg-type]
application = ProtocolTypeRouter({"http": http, "websocket": websocket})
