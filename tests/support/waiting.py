"""Waiting for what other processes and threads do: until it is so, and no longer than a limit that no machine reaches."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

PATIENCE_SECONDS = 180.0
"""How long a test waits for anything. On a machine with other work a second becomes twenty; whoever waits as long as this
waits for what doesn't come."""


def eventually(condition: Callable[[], object], *, seconds: float = PATIENCE_SECONDS) -> bool:
    """Return whether the condition comes to hold in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def wait_until(condition: Callable[[], object], *, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until the condition holds; fail when it does not in time."""
    assert eventually(condition, seconds=seconds), f"not within {seconds:.0f} s"


def is_alive(pid: int) -> bool:
    """Return whether a process runs; a zombie does not."""
    try:
        stat = Path("/proc", str(pid), "stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"
