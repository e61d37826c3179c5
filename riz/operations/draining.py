"""The end of a server: first it says that it is not ready, then, when nobody sends it anything more, it stops."""

from __future__ import annotations

import os
import signal
import threading
from types import FrameType

from django.conf import settings

_draining = threading.Event()


def is_draining() -> bool:
    """Tell whether the server is about to stop."""
    return _draining.is_set()


def drain() -> None:
    """Say from now on that the server is not ready."""
    _draining.set()


def drain_on_sigterm() -> None:
    """Put `RIZ_DRAIN_SECONDS` between SIGTERM and what the server does on it; call it where the server is imported.

    A second SIGTERM ends the wait. Outside the main thread, and with zero seconds, it does nothing.
    """
    seconds = settings.RIZ_DRAIN_SECONDS
    if not seconds or threading.current_thread() is not threading.main_thread():
        return
    servers_own = signal.getsignal(signal.SIGTERM)

    def on_sigterm(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGTERM, servers_own)
        drain()
        timer = threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGTERM))
        timer.daemon = True
        timer.start()

    signal.signal(signal.SIGTERM, on_sigterm)
