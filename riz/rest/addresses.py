"""Where a request comes from: never believed from a header unless a trusted proxy wrote it."""

from __future__ import annotations

import ipaddress
from functools import cache

from django.conf import settings
from django.http import HttpRequest

IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network
IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


def client_address(request: HttpRequest) -> str:
    """Return the caller's address: the last one in `X-Forwarded-For` that no proxy of ours has."""
    nearest: str = request.META.get("REMOTE_ADDR", "")
    trusted = _networks(tuple(getattr(settings, "TRUSTED_PROXIES", ())))
    if not _is_in(nearest, trusted):
        return nearest
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    for hop in reversed(hops):
        if _parsed(hop) is None:
            break
        nearest = hop
        if not _is_in(hop, trusted):
            break
    return nearest


def client_network(request: HttpRequest) -> str:
    """Return what limits count by: the address, or the /64 of an IPv6 one, of which one caller has many."""
    address = _parsed(client_address(request))
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.IPv6Network((address, 64), strict=False))
    return str(address)


def client_ip(request: HttpRequest) -> str | None:
    """Return the caller's IP address in its one spelling, or None where there is none, as on a Unix socket."""
    address = _parsed(client_address(request))
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return None if address is None else str(mapped or address).partition("%")[0]


def user_agent(request: HttpRequest) -> str:
    """Return what the client calls itself."""
    return str(request.META.get("HTTP_USER_AGENT", ""))


@cache
def _networks(proxies: tuple[str, ...]) -> tuple[IPNetwork, ...]:
    return tuple(ipaddress.ip_network(proxy, strict=False) for proxy in proxies)


def _parsed(text: str) -> IPAddress | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _is_in(text: str, networks: tuple[IPNetwork, ...]) -> bool:
    address = _parsed(text)
    return address is not None and any(address in network for network in networks)
