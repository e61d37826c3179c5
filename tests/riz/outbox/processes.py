"""Real relays against the database of this test process: started, and ended whatever happens.

They are forked off one process that has imported everything: that takes two seconds, and there are dozens of relays.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess

from tests.riz.outbox import relay_process

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload([relay_process.__name__])


def start_relay(**settings: object) -> BaseProcess:
    """Start a relay process with some settings changed."""
    process = FORKS.Process(target=relay_process.deliver, args=(settings,), daemon=True)
    process.start()
    return process


def end(process: BaseProcess) -> None:
    """Kill a relay."""
    process.kill()
    process.join()
    process.close()


@contextmanager
def relays(count: int = 1, **settings: object) -> Iterator[list[BaseProcess]]:
    """Run relays for the length of a with block."""
    started = [start_relay(**settings) for _ in range(count)]
    try:
        yield started
    finally:
        for process in started:
            end(process)
