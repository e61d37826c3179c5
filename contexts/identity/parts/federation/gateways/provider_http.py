"""Requests to other providers: to where configuration and discovery say, over https, short, small, and never redirected."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import urlencode

from riz.errors import Malformed
from riz.outgoing import addresses
from riz.outgoing.client import Limits, call
from riz.outgoing.errors import AddressRefused, CallFailed
from riz.strict_json import read_json

from ..errors import ProviderUnavailable

_LIMITS = Limits(seconds=10.0, largest=256 * 1024)


def get_json(url: str) -> dict[str, Any]:
    """Read a document.

    Raises:
        ProviderUnavailable: the address may not be asked, or the answer is not what it should be.
    """
    return _ask(url, {})


def post_form(url: str, *, fields: dict[str, str], basic: tuple[str, str] | None) -> dict[str, Any]:
    """Send a form and read the answer.

    Raises:
        ProviderUnavailable: as above; also for every refusal, for it tells nothing that could be mended here.
    """
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    if basic:
        headers["Authorization"] = "Basic " + base64.b64encode(":".join(basic).encode()).decode()
    return _ask(url, headers, urlencode(fields).encode())


def may_be_asked(url: object) -> bool:
    """Tell whether an address is one that a provider may have: https, or in a network that is allowed by itself."""
    try:
        target = addresses.check(url)
    except AddressRefused:
        return False
    return "#" not in str(url) and (target.scheme == "https" or target.names_this_network)


def _ask(url: str, headers: dict[str, str], form: bytes | None = None) -> dict[str, Any]:
    if not may_be_asked(url):
        raise ProviderUnavailable
    headers["Accept"] = "application/json"
    try:
        with call(url, headers=headers, form=form, limits=_LIMITS) as answer:
            read = read_json(answer.read())
    except (AddressRefused, CallFailed, Malformed) as fault:
        raise ProviderUnavailable from fault
    if not isinstance(read, dict):
        raise ProviderUnavailable
    return read
