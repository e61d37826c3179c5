"""From where a request comes. What a client writes into headers about itself is not believed."""

from __future__ import annotations

from rest_framework.request import Request

from riz.rest.addresses import client_address

from ..domain.addresses import readable_ip


def ip_of(request: Request) -> str | None:
    """Return the caller's address, behind proxies of ours too."""
    return readable_ip(client_address(request))


def user_agent_of(request: Request) -> str:
    """Return what the client calls itself."""
    return str(request.headers.get("User-Agent", ""))
