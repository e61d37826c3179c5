"""Where a browser may be sent back to: addresses compared character by character, on https or this machine."""

from __future__ import annotations

from urllib.parse import urlsplit

LONGEST = 1000
_LOOPBACK = {"127.0.0.1", "::1"}


def why_not(uri: str) -> str | None:
    """Say why an address can't be registered, or return None when it can."""
    if not uri.isascii() or len(uri) > LONGEST or any(c <= " " or c in '"<>\\^`{|}' for c in uri):
        return "Write it in printable ASCII without spaces."
    try:
        parts = urlsplit(uri)
        port_is_fine = parts.port != 0
    except ValueError:
        return "This is no address."
    if not parts.hostname or not port_is_fine:
        return "This is no address."
    if parts.username is not None or "#" in uri or "*" in uri or "@" in parts.netloc:
        return "No wildcard, no fragment, no name and password."
    if any(part in {".", ".."} for part in parts.path.split("/")) or "%2e" in parts.path.lower():
        return "No dots that lead elsewhere."
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        return None
    return "It must start with https://, or be http on 127.0.0.1 or [::1]."


def is_of_this_machine(uri: str) -> bool:
    """Tell whether the address is the person's own machine, where any program may listen."""
    return urlsplit(uri).scheme != "https"


def origin_of(uri: str) -> str:
    """Return what a content security policy calls the address's site."""
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}"
