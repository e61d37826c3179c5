"""REST, admin and pages for servers that speak ASGI, in which headers keep their names; Django is called by WSGI."""

from __future__ import annotations

from config.wsgi import django
from riz.rest.bodies import ReceivedBodies
from riz.rest.headers import UnambiguousHeaders
from riz.rest.threads import WsgiInThreads

THREADS = 32

http = ReceivedBodies(WsgiInThreads(django, threads=THREADS))
application = UnambiguousHeaders(http)
