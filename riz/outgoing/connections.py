"""Connections to judged addresses, every step of which ends with the call's deadline."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Final

import httpcore

from .addresses import may_be_connected
from .errors import AddressRefused, TimedOut

CONNECT_SECONDS: Final = 5.0
_ADDRESSES_TRIED: Final = 4


class Deadline:
    """The end of a call, however many steps it takes."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left.

        Raises:
            TimedOut: none are.
        """
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimedOut
        return left


class JudgedNetwork(httpcore.NetworkBackend):
    """Looks a name up once, judges what it leads to, and connects to that very address."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address that answers, of those that may be asked.

        Raises:
            AddressRefused: there is none of these.
        """
        del timeout, local_address, socket_options
        found = _look_up(host, port, self._deadline)
        judged = [each for each in found if may_be_connected(str(each[4][0]))]
        fault: Exception = AddressRefused()
        for family, kind, protocol, _, address in judged[:_ADDRESSES_TRIED]:
            seconds = min(self._deadline.left(), CONNECT_SECONDS)
            line = socket.socket(family, kind, protocol)
            try:
                line.settimeout(seconds)
                line.connect(address)
            except OSError as error:
                line.close()
                fault = error
            else:
                return _Stream(line, self._deadline)
        raise fault


class _Stream(httpcore.NetworkStream):
    """A connection whose timeouts don't begin anew with each byte that drips in."""

    def __init__(self, line: socket.socket, deadline: Deadline) -> None:
        self._line, self._deadline = line, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        del timeout
        self._line.settimeout(self._deadline.left())
        return self._line.recv(max_bytes)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        del timeout
        self._line.settimeout(self._deadline.left())
        self._line.sendall(buffer)

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        del timeout
        try:
            self._line.settimeout(self._deadline.left())
            line = ssl_context.wrap_socket(self._line, server_hostname=server_hostname)
        except BaseException:
            self.close()
            raise
        return _Stream(line, self._deadline)

    def close(self) -> None:
        self._line.close()


def _look_up(host: str, port: int, deadline: Deadline) -> list[Any]:
    """Resolve a name in a thread of its own: a resolver takes no deadline, and a stranger's name server any time."""
    found: list[Any] = []

    def ask() -> None:
        with suppress(OSError):
            found.extend(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(deadline.left())
    if not found:
        raise TimedOut if asking.is_alive() else socket.gaierror
    return found
