"""Headers by the names that they were sent with, before WSGI makes variables of them.

`X-Forwarded-For`, which the gateway writes, and `X_Forwarded_For`, which anybody may write, become the same variable, and
of a header that comes twice readers take the first, the last or both. So servers speak ASGI, which keeps names and their
repetitions apart, and every application of ours stands behind `UnambiguousHeaders`.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest

from riz.rest.errors import HeaderRefused

# Headers that hold one value: what a gateway says of its caller, and what callers say of themselves.
ONCE = frozenset(
    {
        *(b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-port"),
        *(b"x-forwarded-proto", b"x-request-id", b"traceparent", b"host", b"origin"),
        *(b"authorization", b"content-encoding", b"content-type"),
        *(b"idempotency-key", b"sec-fetch-site", b"x-csrf-token", b"x-csrftoken"),
    }
)
_COOKIE = re.compile(rb"[ \t]*[!#$%&'*+.^_`|~0-9A-Za-z-]+[ \t]*=")
_FORWARDED = {
    f"HTTP_{name.decode().upper().replace('-', '_')}" for name in ONCE if b"forwarded" in name
}
_REFUSED = "riz.refused_headers"
_ASCII = "".join(map(chr, range(128)))


class UnambiguousHeaders:
    """Drops headers whose names hold an underscore, and has requests refused in which a header of one value comes twice."""

    def __init__(self, application: Any) -> None:
        self._application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Hand the request on; a socket that is refused is closed before it is open."""
        if scope["type"] in {"http", "websocket"}:
            scope = _read(scope)
        if scope["type"] == "websocket" and scope[_REFUSED]:
            await receive()
            await send({"type": "websocket.close"})
            return
        await self._application(scope, receive, send)


def _read(scope: Any) -> dict[str, Any]:
    named = [
        (name.lower(), _plain(value) if name.lower() == b"cookie" else value)
        for name, value in scope["headers"]
        if b"_" not in name
    ]
    counts = Counter(name for name, _ in named)
    refused = {name for name in ONCE & counts.keys() if counts[name] > 1}
    return {
        **scope,
        "headers": [(name, value) for name, value in named if name not in refused],
        # What is not ASCII is left to be refused where all other addresses are.
        "query_string": quote(scope["query_string"], safe=_ASCII).encode(),
        _REFUSED: sorted(name.decode() for name in refused),
    }


def _plain(cookies: bytes) -> bytes:
    """Leave out cookies whose names are no tokens (RFC 6265).

    Django takes spaces of every script off a name: what a neighbouring site set, for whom a browser refuses `__Host-`, would
    become a cookie of ours.
    """
    return b";".join(each for each in cookies.split(b";") if _COOKIE.match(each))


def unnamed(application: Any) -> Any:
    """Wrap a WSGI application for servers that hand over variables alone: nobody knows who wrote what is in them.

    So whatever a proxy could have written is refused where proxies are believed, and everything else is served.
    """

    def refusing(environ: dict[str, Any], start_response: Any) -> Any:
        is_behind_proxies = settings.TRUSTED_PROXIES or settings.SECURE_PROXY_SSL_HEADER
        environ[_REFUSED] = sorted(_FORWARDED & environ.keys()) if is_behind_proxies else []
        return application(environ, start_response)

    return refusing


def check_headers(request: HttpRequest) -> None:
    """Refuse what servers could not tell the meaning of.

    Raises:
        HeaderRefused: a header that holds one value came twice, or may be a caller's where only a proxy is believed.
    """
    environ = getattr(request, "environ", {})
    scope = getattr(request, "scope", None) or environ.get("asgi.scope") or environ
    if refused := scope.get(_REFUSED):
        raise HeaderRefused(refused=refused)
