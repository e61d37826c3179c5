"""The lock that lets one run at a time work in one place."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from config.local.errors import LocalError

PATIENCE_SECONDS = 30.0


@contextlib.contextmanager
def only_run_in(directory: Path, *, patience: float = PATIENCE_SECONDS) -> Iterator[int]:
    """Hold the lock of a directory and give its file descriptor, for a guardian to hold it too.

    A run that was killed has a guardian which still clears up: that is waited for.

    Raises:
        LocalError: another run holds it.
    """
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "run.lock").open("a+") as lock:
        deadline = time.monotonic() + patience
        while not _acquire(lock):
            lock.seek(0)
            owner = lock.read().strip()
            if Path("/proc", owner or "none").exists() or time.monotonic() > deadline:
                raise LocalError(
                    f"RIZ already runs in this checkout, as process {owner}."
                    " End that one first; another checkout can run beside it on other ports."
                )
            time.sleep(0.1)
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield lock.fileno()


def _acquire(lock: IO[str]) -> bool:
    with contextlib.suppress(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False
