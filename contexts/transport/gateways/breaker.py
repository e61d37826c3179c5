"""A circuit breaker: who has failed again and again is left alone for a while.

Each process has its own. What it knows is what it has seen itself, so a process with a broken network doesn't close the way
for the others, and nothing depends on Valkey at the very moment when things fail. The price is small: every
process finds out by itself, with `FAILURES` requests.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from enum import StrEnum
from typing import Final

FAILURES: Final = 5
OPEN_SECONDS: Final = 30.0


class State(StrEnum):
    """The state of a breaker: everything, nothing, or one request to try."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class CircuitBreaker:
    """Opens after so many failures in a row; after a while one request tries, and its outcome closes it or opens it again."""

    def __init__(
        self,
        *,
        failures: int = FAILURES,
        open_seconds: float = OPEN_SECONDS,
        clock: Callable[[], float] = time.monotonic,
        on_change: Callable[[State], None] = lambda _: None,
    ) -> None:
        self._failures = failures
        self._open_seconds = open_seconds
        self._clock = clock
        self._on_change = on_change
        self._lock = threading.Lock()
        self._state = State.CLOSED
        self._in_a_row = 0
        self._since = 0.0

    @property
    def state(self) -> State:
        return self._state

    def lets_through(self) -> bool:
        """Tell whether a request may go out; who is told so says how it went, by `succeeded` or `failed`."""
        with self._lock:
            if self._state is State.CLOSED:
                return True
            # A trial that never came back is given up after as long.
            if self._clock() - self._since < self._open_seconds:
                return False
            self._turn(State.HALF_OPEN)
            return True

    def succeeded(self) -> None:
        """Note that a request was answered."""
        with self._lock:
            self._in_a_row = 0
            if self._state is not State.CLOSED:
                self._turn(State.CLOSED)

    def failed(self) -> None:
        """Note that a request failed."""
        with self._lock:
            self._in_a_row += 1
            if self._state is State.HALF_OPEN or self._in_a_row >= self._failures:
                self._turn(State.OPEN)

    def _turn(self, state: State) -> None:
        changed = state is not self._state
        self._state = state
        self._since = self._clock()
        if changed:
            self._on_change(state)
