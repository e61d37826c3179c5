"""GTFS-Realtime messages over HTTP: short waits, limited size, no redirects, nothing of this machine's network."""

from __future__ import annotations

import ipaddress
import time
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.db import connection

LARGEST_MESSAGE: Final = 32 * 1024 * 1024
TOTAL_SECONDS: Final = 15.0
_TIMEOUT: Final = httpx.Timeout(10.0, connect=5.0)


class SourceFailed(Exception):
    """A source did not answer, or not what it should."""


class InsideTransaction(RuntimeError):
    """A source was about to be asked while a transaction was open."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a source answered; no data where nothing changed since `etag`."""

    data: bytes | None
    etag: str


def fetch(url: str, *, headers: dict[str, str], etag: str) -> Answer:
    """Ask a source.

    Raises:
        SourceFailed: with the reason in words.
    """
    if connection.in_atomic_block:
        raise InsideTransaction("note the poll in one transaction, ask, note the answer in another")
    if not may_be_asked(url):
        raise SourceFailed("the address is none that may be asked")
    sent = headers | ({"If-None-Match": etag} if etag else {})
    deadline = time.monotonic() + TOTAL_SECONDS
    try:
        with (
            httpx.Client(follow_redirects=False, trust_env=False, timeout=_TIMEOUT) as client,
            client.stream("GET", url, headers=sent) as answer,
        ):
            if answer.status_code == httpx.codes.NOT_MODIFIED:
                return Answer(None, etag)
            if answer.status_code != httpx.codes.OK:
                raise SourceFailed(f"answered {answer.status_code}")
            return Answer(_body(answer, deadline), answer.headers.get("ETag", "")[:200])
    except (httpx.HTTPError, httpx.InvalidURL) as fault:
        raise SourceFailed(type(fault).__name__) from fault


def may_be_asked(url: str) -> bool:
    """Tell whether an address may be asked: any public host, this machine only where that is allowed."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or not host or parts.username is not None:
        return False
    return bool(settings.RIZ_TRANSPORT_PRIVATE_SOURCES_ALLOWED) or not _is_private(host)


def _body(answer: httpx.Response, deadline: float) -> bytes:
    pieces: list[bytes] = []
    size = 0
    for piece in answer.iter_bytes():
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST_MESSAGE:
            raise SourceFailed(f"answered more than {LARGEST_MESSAGE // 2**20} MB")
        if time.monotonic() > deadline:
            raise SourceFailed(f"took more than {TOTAL_SECONDS:.0f} seconds")
    return b"".join(pieces)


def _is_private(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))
