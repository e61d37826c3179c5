"""Requests to other providers: to where configuration and discovery say, over https, short, small, and never redirected."""

from __future__ import annotations

import ipaddress
import json
import time
from typing import Any
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.db import connection

from ..errors import ProviderUnavailable

LARGEST_ANSWER = 256 * 1024
TOTAL_SECONDS = 10.0
_TIMEOUT = httpx.Timeout(5.0, connect=3.0)
_LONGEST_URL = 2000


class InsideTransaction(RuntimeError):
    """A provider was about to be asked while a transaction was open."""


def get_json(url: str) -> dict[str, Any]:
    """Read a document.

    Raises:
        ProviderUnavailable: the address may not be asked, or the answer is not what it should be.
    """
    return _ask("GET", url)


def post_form(url: str, *, fields: dict[str, str], basic: tuple[str, str] | None) -> dict[str, Any]:
    """Send a form and read the answer.

    Raises:
        ProviderUnavailable: as above; also for every refusal, for it tells nothing that could be mended here.
    """
    return _ask("POST", url, data=fields, auth=basic)


def may_be_asked(url: object) -> bool:
    """Tell whether an address is one that a provider may have: https, or this very machine where that is allowed."""
    if not isinstance(url, str) or len(url) > _LONGEST_URL:
        return False
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.username is not None or parts.password is not None or parts.fragment:
        return False
    if _is_loopback(host):
        return bool(settings.OIDC_LOOPBACK_PROVIDERS_ALLOWED) and parts.scheme in {"http", "https"}
    return parts.scheme == "https" and not _is_private(host)


def _ask(method: str, url: str, **what: Any) -> dict[str, Any]:
    if connection.in_atomic_block:
        raise InsideTransaction(
            "note the visit in one transaction, ask the provider, go on in another"
        )
    if not may_be_asked(url):
        raise ProviderUnavailable
    deadline = time.monotonic() + TOTAL_SECONDS
    try:
        with (
            httpx.Client(follow_redirects=False, trust_env=False, timeout=_TIMEOUT) as client,
            client.stream(method, url, headers={"Accept": "application/json"}, **what) as answer,
        ):
            if answer.status_code != httpx.codes.OK:
                raise ProviderUnavailable
            read = json.loads(_body(answer, deadline))
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, RecursionError) as fault:
        raise ProviderUnavailable from fault
    if not isinstance(read, dict):
        raise ProviderUnavailable
    return read


def _body(answer: httpx.Response, deadline: float) -> bytes:
    body = b""
    for piece in answer.iter_bytes():
        body += piece
        if len(body) > LARGEST_ANSWER or time.monotonic() > deadline:
            raise ProviderUnavailable
    return body


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_private(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False
