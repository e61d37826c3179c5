"""Live updates as this process knows them: at most a second old, each state fetched once."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from ..domain.realtime import Alert, LiveChanges, Vehicle
from . import live

REMEMBERED_SECONDS: Final = 1.0
Source = tuple[UUID, UUID]
"""A version of a feed, and a source that tells of it."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a source says, all of it."""

    stamp: str
    changes: LiveChanges | None
    vehicles: tuple[Vehicle, ...]
    alerts: tuple[Alert, ...]


class LiveFeeds:
    """The present states of some sources."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked_at = -REMEMBERED_SECONDS
        self._asked: frozenset[Source] = frozenset()
        self._said: dict[Source, Said] = {}

    def now(self, sources: frozenset[Source]) -> Mapping[Source, Said]:
        """Return what is said now; sources that have been silent for long are left out."""
        if not sources:
            return {}
        with self._lock:
            fresh = time.monotonic() - self._asked_at < REMEMBERED_SECONDS
            if not (fresh and sources <= self._asked):
                self._ask(sources)
            return {source: said for source, said in self._said.items() if source in sources}

    def forget(self) -> None:
        """Ask anew."""
        self.__init__()  # type: ignore[misc]

    def _ask(self, sources: frozenset[Source]) -> None:
        asked_at = time.monotonic()
        stamps = live.stamps(sources)
        self._said = {
            source: known
            if (known := self._said.get(source)) is not None and known.stamp == stamp
            else _fetch(source, stamp)
            for source, stamp in stamps.items()
        }
        self._asked, self._asked_at = sources, asked_at


def _fetch(source: Source, stamp: str) -> Said:
    vehicles, alerts = live.words_of(*source)
    return Said(stamp, live.changes_of(*source), tuple(vehicles), tuple(alerts))
