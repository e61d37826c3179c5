"""Where a browser may be sent back to: addresses compared character by character, on https or this machine."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

LONGEST = 1000
_LOOPBACK = {"127.0.0.1", "::1"}


def why_not(uri: str) -> str | None:
    """Say why an address can't be registered, or return None when it can."""
    if not uri.isascii() or len(uri) > LONGEST or any(c <= " " or c in '"<>\\^`{|}' for c in uri):
        return "Write it in printable ASCII without spaces."
    parts = _parts(uri)
    return "This is no address." if parts is None else _danger(uri, parts)


def _parts(uri: str) -> SplitResult | None:
    try:
        parts = urlsplit(uri)
        is_address = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts if is_address else None


def _danger(uri: str, parts: SplitResult) -> str | None:
    if "@" in parts.netloc or "#" in uri or "*" in uri:
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
