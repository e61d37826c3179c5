"""The ASGI application: WebSocket, and HTTP for the health checks of whoever runs it.

The REST API is served by `config.asgi_rest`: Django by WSGI is many times faster with Django's middleware.
"""

from __future__ import annotations

import os
from typing import Any

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

NO_SUCH_PLACE = 4404


async def refuse(_scope: Any, receive: Any, send: Any) -> None:
    """Close a socket that was opened to an address where there is nothing."""
    await receive()
    await send({"type": "websocket.close", "code": NO_SUCH_PLACE})


http = get_asgi_application()

# Only once Django is set up may a context's code be imported.
from contexts.booking.ws.routing import websocket_urlpatterns as booking  # noqa: E402
from riz.rest.headers import UnambiguousHeaders  # noqa: E402
from riz.sockets.origins import OwnPagesOnly  # noqa: E402

elsewhere: Any = refuse
websocket = OwnPagesOnly(URLRouter([*booking, re_path("", elsewhere)]))
application = UnambiguousHeaders(ProtocolTypeRouter({"http": http, "websocket": websocket}))
