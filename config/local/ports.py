"""Is a port free? Asked before anything starts, so that the answer is one clear message."""

from __future__ import annotations

import os
import socket

from config.local.errors import LocalError

HOST = "127.0.0.1"
HIGHEST = 65535


def claimed_port(variable: str, default: int) -> int:
    """Return the port that a variable of the environment names, if it can be had.

    Raises:
        LocalError: it is no port, or something else listens there.
    """
    text = os.environ.get(variable) or str(default)
    if not text.isdigit() or not 0 < int(text) <= HIGHEST:
        raise LocalError(f"{variable}={text} is not a port: give a number from 1 to {HIGHEST}.")
    port = int(text)
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError as refusal:
            raise LocalError(
                f"Port {port} on {HOST} can't be used ({refusal.strerror})."
                f" End what uses it, or choose another: make run {variable}={port + 1}"
            ) from refusal
    return port
