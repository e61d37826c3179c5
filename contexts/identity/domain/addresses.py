"""Network addresses as text."""

from __future__ import annotations

import ipaddress


def readable_ip(shown: str) -> str | None:
    """Return an IP address in its one spelling, or None when the text is none, as on a Unix socket."""
    try:
        address = ipaddress.ip_address(shown)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address).partition("%")[0]
