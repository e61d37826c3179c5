"""The call itself: one request, followed where that is asked for, its answer unpacked no further than the cap."""

from __future__ import annotations

import ssl
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import urljoin

import certifi
import httpcore
from django.db import connection

from .addresses import Target, check
from .connections import Deadline, JudgedNetwork
from .errors import AddressRefused, CallFailed, InsideTransaction, TimedOut, TooLarge

_OK: Final = 200
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_PACKED: Final = frozenset({"gzip", "x-gzip"})
_PLAIN: Final = frozenset({"", "identity"})
_GZIP: Final = 16 + zlib.MAX_WBITS
_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits of a call: seconds for the whole of it, bytes of its answer, and redirects of a GET."""

    seconds: float
    largest: int
    redirects: int = 0


class Answer:
    """An answer whose body is still to be read; headers have lower-case names."""

    def __init__(self, response: httpcore.Response, largest: int) -> None:
        self.status: int = response.status
        self.headers = {
            name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in response.headers
        }
        self._response, self._largest = response, largest

    def blocks(self) -> Iterator[bytes]:
        """Read the body of a success in pieces of a megabyte at most.

        Raises:
            CallFailed: it is no success, too large, too slow, broken off, or in an encoding that was not asked for.
        """
        if self.status != _OK:
            raise CallFailed(f"The address answered {self.status}.")
        encoding = self.headers.get("content-encoding", "").strip().lower()
        if encoding not in _PACKED | _PLAIN:
            raise CallFailed("The address answered in an encoding that was not asked for.")
        received = size = 0
        with _faults():
            for raw, piece in self._pieces(is_packed=encoding in _PACKED):
                received, size = received + raw, size + len(piece)
                if max(received, size) > self._largest:
                    raise TooLarge
                yield piece

    def read(self) -> bytes:
        """Read the whole body of a success; it fails as `blocks` does."""
        return b"".join(self.blocks())

    def _pieces(self, *, is_packed: bool) -> Iterator[tuple[int, bytes]]:
        """Give how much came, and what it is unpacked."""
        unpacked = zlib.decompressobj(_GZIP)
        for raw in self._response.iter_stream():
            if not is_packed:
                yield len(raw), raw
                continue
            left, piece = raw, b""
            while left or len(piece) == _BLOCK:
                piece = unpacked.decompress(left, _BLOCK)
                yield len(left) - len(unpacked.unconsumed_tail), piece
                left = unpacked.unconsumed_tail
        if is_packed and not unpacked.eof:
            raise CallFailed


@contextmanager
def call(
    url: str,
    *,
    limits: Limits,
    headers: Mapping[str, str] | None = None,
    form: bytes | None = None,
) -> Iterator[Answer]:
    """Ask an address that somebody else chose, with GET, or a form with POST, and give its answer as it begins.

    Nothing of the environment takes part: no proxy, no stored password, no cookie. Redirects are answers like others
    unless the limits allow some; headers of the caller stay with the origin that they were meant for.

    Raises:
        AddressRefused: the address, or one that it leads to, may not be asked.
        CallFailed: nothing answers, or too slowly.
    """
    if connection.in_atomic_block:
        raise InsideTransaction("write in one transaction, call, write what came in another")
    deadline, target = Deadline(limits.seconds), check(url)
    sent = dict(headers or {})
    for _ in range(limits.redirects + 1):
        with ExitStack() as stack:
            answer = Answer(_ask(stack, target, sent, form, deadline), limits.largest)
            location = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not location or not limits.redirects or form:
                yield answer
                return
        following = _following(target, location)
        sent = sent if following.origin == target.origin else {}
        target = following
    raise CallFailed("The address is redirected again and again.")


def _ask(
    stack: ExitStack,
    target: Target,
    headers: dict[str, str],
    form: bytes | None,
    deadline: Deadline,
) -> httpcore.Response:
    own = {"Host": target.authority, "User-Agent": "RIZ", "Accept": "*/*"}
    own |= {"Accept-Encoding": "gzip", "Connection": "close"}
    with _faults():
        pool = stack.enter_context(
            httpcore.ConnectionPool(ssl_context=_tls(), network_backend=JudgedNetwork(deadline))
        )
        return stack.enter_context(
            pool.stream(
                "GET" if form is None else "POST",
                httpcore.URL(
                    scheme=target.scheme.encode(),
                    host=target.host.encode(),
                    port=target.port,
                    target=target.path.encode(),
                ),
                headers=[
                    (name.encode(), value.encode()) for name, value in {**own, **headers}.items()
                ],
                content=form,
            )
        )


def _following(target: Target, location: str) -> Target:
    try:
        following = check(urljoin(str(target), location))
    except ValueError as unreadable:
        raise AddressRefused from unreadable
    if target.scheme == "https" != following.scheme:
        raise AddressRefused("The address leads from https to http.")
    return following


@contextmanager
def _faults() -> Iterator[None]:
    """Say what went wrong in words of this package."""
    try:
        yield
    except TimeoutError as late:
        raise TimedOut from late
    except (OSError, httpcore.ProtocolError, zlib.error) as fault:
        raise CallFailed(f"{CallFailed.message} ({type(fault).__name__})") from fault


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certifi.where())
