"""REST, admin and pages for servers that speak ASGI, in which headers keep their names; Django is called by WSGI."""

from __future__ import annotations

from typing import Any

from a2wsgi import WSGIMiddleware

from config.wsgi import django
from riz.rest.bodies import ReceivedBodies
from riz.rest.headers import UnambiguousHeaders

THREADS = 32

# a2wsgi types ASGI by itself, Channels not at all.
_by_wsgi: Any = WSGIMiddleware(django, workers=THREADS)  # type: ignore[arg-type]

http = ReceivedBodies(_by_wsgi)
application = UnambiguousHeaders(http)
