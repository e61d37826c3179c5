"""From where a request comes. What a client writes into headers about itself is not believed."""

from __future__ import annotations

from rest_framework.request import Request

from ..domain.addresses import readable_ip


def ip_of(request: Request) -> str | None:
    """Return the address of the other end of the connection; the server itself resolves proxies that it trusts."""
    return readable_ip(str(request.META.get("REMOTE_ADDR", "")))


def user_agent_of(request: Request) -> str:
    """Return what the client calls itself."""
    return str(request.headers.get("User-Agent", ""))
