"""An address for all on a developer's machine: WebSocket by ASGI, everything else by WSGI as in production."""

from __future__ import annotations

from channels.routing import ProtocolTypeRouter

from config.asgi import websocket
from config.asgi_rest import http
from riz.rest.headers import UnambiguousHeaders

application = UnambiguousHeaders(ProtocolTypeRouter({"http": http, "websocket": websocket}))
