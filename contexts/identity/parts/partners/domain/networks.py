"""Addresses: from where a credential may be used, and which callers count as one."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

_IPV6_SITE = 64
MOST_NETWORKS = 20


def normalise_networks(texts: Iterable[str]) -> tuple[str, ...]:
    """Return networks in their one spelling, each once; ValueError for what is none.

    A single address is a network of one. One with bits beyond its prefix is a mistake that nobody should have to guess.
    """
    return tuple(dict.fromkeys(str(ipaddress.ip_network(text.strip())) for text in texts))


def place_of(ip: str | None) -> str:
    """Return the address, or the network of an IPv6 customer, who has 2^64 addresses to choose from."""
    if ip is None:
        return "unknown"
    address = ipaddress.ip_address(ip)
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, _IPV6_SITE), strict=False))
    return ip
