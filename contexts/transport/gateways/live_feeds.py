"""Live updates as this process knows them: at most a second old, each state fetched once.

Only one search asks at a time; the others go on with what is known, so that a slow Valkey holds up one of them.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from . import live
from .live import LiveState, Source

REMEMBERED_SECONDS: Final = 1.0
SILENCE_SECONDS: Final = 3.0
"""How long Valkey is left alone once it did not answer."""


@dataclass(frozen=True, slots=True)
class _Known:
    """The states as of the last question."""

    until: float
    asked: frozenset[Source]
    states: Mapping[Source, LiveState]

    def holds(self, sources: frozenset[Source]) -> bool:
        return time.monotonic() < self.until and sources <= self.asked


_NOTHING: Final = _Known(float("-inf"), frozenset(), MappingProxyType({}))


class LiveFeeds:
    """The present states of some sources."""

    def __init__(self) -> None:
        self._asking = threading.Lock()
        self._known = _NOTHING

    def now(self, sources: frozenset[Source]) -> Mapping[Source, LiveState]:
        """Return what is said now; sources that have been silent for long are left out."""
        if not sources:
            return {}
        if not self._known.holds(sources) and self._asking.acquire(blocking=False):
            try:
                self._ask(sources)
            finally:
                self._asking.release()
        return {source: state for source, state in self._known.states.items() if source in sources}

    def _ask(self, sources: frozenset[Source]) -> None:
        known = self._known
        if known.holds(sources):
            return
        if time.monotonic() < known.until:
            # The timetable before this one is in use still: both are asked for.
            sources |= known.asked
        stamps = live.stamps(sources)
        states = {
            source: _state_of(source, stamp, known) for source, stamp in (stamps or {}).items()
        }
        pause = SILENCE_SECONDS if stamps is None else REMEMBERED_SECONDS
        self._known = _Known(
            time.monotonic() + pause,
            sources,
            {source: each for source, each in states.items() if each is not None},
        )


def _state_of(source: Source, stamp: str, known: _Known) -> LiveState | None:
    before = known.states.get(source)
    return before if before is not None and before.stamp == stamp else live.read_state(*source)
