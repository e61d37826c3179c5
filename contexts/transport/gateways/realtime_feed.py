"""GTFS-Realtime messages over HTTP: short waits, limited size, no redirects, nothing of this machine's network."""

from __future__ import annotations

import ipaddress
import socket
import threading
import zlib
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Self
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.db import connection

LARGEST_MESSAGE: Final = 16 * 1024 * 1024
"""Read, the worst of such messages takes forty times as much memory; those of the largest networks have half the size."""
TOTAL_SECONDS: Final = 15.0
_TIMEOUT: Final = httpx.Timeout(10.0, connect=5.0)
_OPENED: Final = frozenset({"connection.connect_tcp.complete", "connection.start_tls.complete"})
_PACKED: Final = frozenset({"gzip", "x-gzip"})
_READ: Final = frozenset({"", "identity"}) | _PACKED
_GZIP: Final = 16 + zlib.MAX_WBITS


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
    sent = headers | {"Accept-Encoding": "gzip"} | ({"If-None-Match": etag} if etag else {})
    watch = _Watch(TOTAL_SECONDS)
    try:
        with (
            watch,
            httpx.Client(follow_redirects=False, trust_env=False, timeout=_TIMEOUT) as client,
            client.stream("GET", url, headers=sent, extensions={"trace": watch.note}) as answer,
        ):
            if answer.status_code == httpx.codes.NOT_MODIFIED:
                return Answer(None, etag)
            if answer.status_code != httpx.codes.OK:
                raise SourceFailed(f"answered {answer.status_code}")
            return Answer(_body(answer), answer.headers.get("ETag", "")[:200])
    except (httpx.HTTPError, httpx.InvalidURL, zlib.error) as fault:
        late = f"took more than {TOTAL_SECONDS:g} seconds"
        raise SourceFailed(late if watch.is_over else type(fault).__name__) from fault


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


class _Watch:
    """Ends the connection when its time is over: a timeout of the client's begins anew with each byte that drips in."""

    def __init__(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        self._stream: Any = None
        self.is_over = False

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def note(self, event: str, told: dict[str, Any]) -> None:
        """Remember the connection that was opened."""
        if event in _OPENED:
            self._stream = told["return_value"]
            if self.is_over:
                self._end()

    def _end(self) -> None:
        self.is_over = True
        opened = None if self._stream is None else self._stream.get_extra_info("socket")
        if opened is not None:
            with suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)


def _body(answer: httpx.Response) -> bytes:
    """Read a message, never more of it than is allowed, however small it was packed."""
    encoding = answer.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in _READ:
        raise SourceFailed("answered in an encoding that was not asked for")
    unpacked = zlib.decompressobj(_GZIP) if encoding in _PACKED else None
    pieces: list[bytes] = []
    size = 0
    for raw in answer.iter_raw():
        most = LARGEST_MESSAGE - size + 1
        piece = raw if unpacked is None else unpacked.decompress(raw, most)
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST_MESSAGE:
            raise SourceFailed(f"answered more than {LARGEST_MESSAGE // 2**20} MB")
    return b"".join(pieces)


def _is_private(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))
