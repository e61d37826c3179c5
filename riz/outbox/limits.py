"""How long a handler may take in a relay process.

An alarm interrupts Python code and database waits; should native code keep even that out, a watchdog
ends the process, and the attempt, having been counted, goes against the event that did it.
"""

from __future__ import annotations

import faulthandler
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_seconds: float | None = None


class HandlerTimedOut(KeyboardInterrupt):
    """A handler took too long. KeyboardInterrupt is what psycopg cancels a running statement for, and no handler swallows."""


def limit_handlers(seconds: float) -> None:
    """Limit every handler that this process runs; call it in the main thread."""
    global _seconds  # noqa: PLW0603 - a property of the process, like the alarm itself
    signal.signal(signal.SIGALRM, _on_alarm)
    _seconds = seconds


@contextmanager
def handler_time() -> Iterator[None]:
    """Hold the body to the limit, where there is one."""
    if _seconds is None:
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, _seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


@contextmanager
def watchdog() -> Iterator[None]:
    """End the process, with a traceback, when the body takes twice a handler's time."""
    if _seconds is None:
        yield
        return
    faulthandler.dump_traceback_later(2 * _seconds, exit=True)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


def _on_alarm(_signal: int, _frame: FrameType | None) -> None:
    raise HandlerTimedOut("the handler took too long")
