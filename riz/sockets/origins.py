"""Which pages may open sockets: our own, and those of the origins that are trusted by name."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host

_PORTS = {"http": ":80", "https": ":443"}


class OwnPagesOnly:
    """Refuses a handshake unless `Origin` names the very host that is called, or one of `CSRF_TRUSTED_ORIGINS`.

    Browsers always send it, and let sockets be opened to anywhere; other clients send the origin that they call.
    """

    def __init__(self, application: Any) -> None:
        self._application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        """Hand the socket on, or refuse it before it is open."""
        if _is_ours(_values(scope, b"origin"), _values(scope, b"host")):
            return await self._application(scope, receive, send)
        await receive()
        return await send({"type": "websocket.close"})


def _values(scope: Any, name: bytes) -> list[str]:
    return [value.decode("latin-1") for header, value in scope["headers"] if header == name]


def _is_ours(origins: list[str], hosts: list[str]) -> bool:
    if len(origins) != 1 or len(hosts) != 1:
        return False
    origin = _normal(origins[0])
    if origin is None:
        return False
    if origin in {_normal(trusted) for trusted in settings.CSRF_TRUSTED_ORIGINS}:
        return True
    scheme, _ = origin
    domain, _ = split_domain_port(hosts[0])
    return validate_host(domain, settings.ALLOWED_HOSTS) and origin == _normal(
        f"{scheme}://{hosts[0]}"
    )


def _normal(origin: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(origin.lower())
    except ValueError:
        return None
    if parts.scheme not in _PORTS or parts.path or parts.query or parts.fragment:
        return None
    return parts.scheme, parts.netloc.removesuffix(_PORTS[parts.scheme])
