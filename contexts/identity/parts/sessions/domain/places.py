"""From where somebody signs in, as coarsely as it says something: providers hand out addresses anew every day."""

from __future__ import annotations

import ipaddress

_PREFIXES = {4: 24, 6: 48}


def network_of(ip: str) -> tuple[str, str]:
    """Return the first and the last address of the network that an address is in."""
    address = ipaddress.ip_address(ip)
    network = ipaddress.ip_network((address, _PREFIXES[address.version]), strict=False)
    return str(network[0]), str(network[-1])
