"""Starting real relays against the database of this test process, and ending them whatever happens."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def start_relay(
    module: str = "tests.riz.outbox.relay_process", **settings: object
) -> subprocess.Popen[bytes]:
    """Start a relay process; settings go in by the environment."""
    given = {name: str(value) for name, value in settings.items()}
    return subprocess.Popen(
        [sys.executable, "-m", module],
        cwd=ROOT,
        env={**os.environ, **given},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@contextmanager
def relays(count: int = 1, **settings: object) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Run relays for the length of a with block."""
    started = [start_relay(**settings) for _ in range(count)]
    try:
        yield started
    finally:
        for process in started:
            process.kill()
            process.wait()
