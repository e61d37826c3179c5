"""Addresses that others chose: read in one strict way, and judged by the address that is connected to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import quote, urlsplit

import idna
from django.conf import settings

from .errors import AddressRefused

LONGEST: Final = 8192
_PORTS: Final = {"http": 80, "https": 443}
_FIRST_UNPRIVILEGED_PORT: Final = 1024
_LONGEST_NAME: Final = 253
# Spaces and controls are dropped by some readers, and backslashes are slashes to some.
_AMBIGUOUS: Final = re.compile(r"[\x00-\x20\x7f-\xa0\\\ud800-\udfff]")
_AUTHORITY: Final = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([^\[\]@:%]+))(?::([0-9]{1,5}))?")
_LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NAMES_OF_THIS_NETWORK: Final = frozenset({"localhost", "local", "internal"})
# Global unicast is 2000::/3 alone: mapped, compatible, NAT64, local and multicast addresses lie outside.
_GLOBAL_V6: Final = IPv6Network("2000::/3")
# IANA's registries of special-purpose addresses, multicast, the host that answers virtual machines on Azure; of global
# unicast what holds an IPv4 address (Teredo in 2001::/23, 6to4) or is for documentation.
_SPECIAL: Final = tuple(map(ip_network, (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
    "203.0.113.0/24", "224.0.0.0/3", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
)))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An address in its parts, of which the call is made: what was judged is what is asked."""

    scheme: str
    host: str
    port: int
    path: str
    names_this_network: bool
    """Whether the host is allowed by `RIZ_OUTGOING_PRIVATE_NETWORKS` alone."""

    @property
    def origin(self) -> tuple[str, str, int]:
        """The scheme, host and port that credentials are for."""
        return self.scheme, self.host, self.port

    @property
    def authority(self) -> str:
        """Host and port as a `Host` header writes them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"


def check(url: object) -> Target:
    """Read an address that may be called as far as its text says: a name is judged again when it is connected to.

    Raises:
        AddressRefused: it may not, or two readers could read it differently.
    """
    try:
        target = _read(url)
    except ValueError as unreadable:
        raise AddressRefused from unreadable
    if _literal(target.host) and not may_be_connected(target.host):
        raise AddressRefused
    if target.names_this_network and not settings.RIZ_OUTGOING_PRIVATE_NETWORKS:
        raise AddressRefused
    return target


def may_be_connected(address: str) -> bool:
    """Tell whether a numeric address is reachable by everybody, or in a network that the settings name."""
    ip = ip_address(address)
    return _is_global(ip) or any(ip in net for net in settings.RIZ_OUTGOING_PRIVATE_NETWORKS)


def _is_global(ip: IPv4Address | IPv6Address) -> bool:
    is_unicast = isinstance(ip, IPv4Address) or ip in _GLOBAL_V6
    return is_unicast and not any(ip in network for network in _SPECIAL)


def _read(url: object) -> Target:
    if not isinstance(url, str) or len(url) > LONGEST or _AMBIGUOUS.search(url):
        raise ValueError("no text, too long, or ambiguous")
    parts = urlsplit(url)
    authority = _AUTHORITY.fullmatch(parts.netloc)
    if authority is None or parts.scheme not in _PORTS:
        raise ValueError("no host, or another protocol")
    in_brackets, name, written_port = authority.groups()
    host = str(IPv6Address(in_brackets)) if in_brackets else _name(name)
    port = int(written_port or _PORTS[parts.scheme])
    # Below 1024 only these two speak HTTP: nobody makes RIZ talk to mail servers, shells or databases.
    if port not in _PORTS.values() and not _FIRST_UNPRIVILEGED_PORT <= port < 1 << 16:
        raise ValueError("a port of another protocol")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~?[]")
    ip = _literal(host)
    is_ours = (
        host.rpartition(".")[2] in _NAMES_OF_THIS_NETWORK if ip is None else not _is_global(ip)
    )
    return Target(
        scheme=parts.scheme,
        host=host,
        port=port,
        path=f"{path}?{query}" if query else path,
        names_this_network=is_ours,
    )


def _name(written: str) -> str:
    """Return a name, or an IPv4 address, in the one spelling that every resolver reads alike."""
    is_ascii = written.isascii()
    name = (
        written.lower() if is_ascii else idna.encode(written, uts46=True, std3_rules=True).decode()
    )
    name = name.removesuffix(".")
    labels = name.split(".")
    if len(name) > _LONGEST_NAME or not all(map(_LABEL.fullmatch, labels)):
        raise ValueError("no name of a host")
    if labels[-1].isdigit() or labels[-1].startswith("0x"):
        return str(IPv4Address(name))  # whatever ends in a number is one, and has four plain parts
    return name


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
