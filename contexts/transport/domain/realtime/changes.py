"""What is different today: trips of a compiled feed that are cancelled, late, or skip stops, as flat arrays."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np

from ..timetable.view import Int32, Int64, Uint8

CANCELLED: Final = 1
RETIMED: Final = 0


@dataclass(frozen=True, slots=True)
class Change:
    """A trip on a day that runs at other times; seconds of its service day at each of its positions."""

    trip: int
    day: int
    arrivals: Int32 | Int64
    departures: Int32 | Int64
    skipped: Uint8
    """1 where it doesn't call."""


@dataclass(frozen=True, slots=True)
class LiveChanges:
    """The changes of one version of a feed, sorted by (trip, day). Letters: N trips, E their events."""

    at: int
    """POSIX seconds at which the feed said so."""
    trip: Int32  # [N] trip of the compiled feed
    day: Int32  # [N] service date, days since 1970-01-01
    state: Uint8  # [N] RETIMED or CANCELLED
    first: Int64  # [N + 1] into the next three; a cancelled trip has no events
    arrivals: Int32  # [E]
    departures: Int32  # [E]
    skipped: Uint8  # [E]

    def __len__(self) -> int:
        return len(self.trip)

    @classmethod
    def of(cls, at: int, cancelled: set[tuple[int, int]], retimed: list[Change]) -> LiveChanges:
        """Gather changes. The last word counts where a trip was named twice; cancelled is final."""
        latest = {(change.trip, change.day): change for change in retimed}
        keys = sorted(cancelled | latest.keys())
        rows = [None if key in cancelled else latest[key] for key in keys]
        lengths = [0 if row is None else len(row.arrivals) for row in rows]
        kept = [row for row in rows if row is not None]
        nothing = np.zeros(0, dtype=np.int32)
        return cls(
            at=at,
            trip=np.array([trip for trip, _ in keys], dtype=np.int32),
            day=np.array([day for _, day in keys], dtype=np.int32),
            state=np.array([CANCELLED if row is None else RETIMED for row in rows], dtype=np.uint8),
            first=np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]).astype(np.int64),
            arrivals=np.concatenate([nothing, *(row.arrivals for row in kept)]).astype(np.int32),
            departures=np.concatenate([nothing, *(row.departures for row in kept)]).astype(
                np.int32
            ),
            skipped=np.concatenate([nothing, *(row.skipped for row in kept)]).astype(np.uint8),
        )

    @classmethod
    def merged(cls, parts: Sequence[LiveChanges]) -> LiveChanges | None:
        """Join what several sources say; None of none. Where they differ the later part counts, a cancellation first."""
        if len(parts) <= 1:
            return parts[0] if parts else None
        rows = [(part, row) for part in parts for row in range(len(part))]
        gone = {part.key(row) for part, row in rows if part.state[row] == CANCELLED}
        retimed = [part.change(row) for part, row in rows if part.state[row] != CANCELLED]
        return cls.of(max(part.at for part in parts), gone, retimed)

    def key(self, row: int) -> tuple[int, int]:
        """Return the trip and day of a row."""
        return int(self.trip[row]), int(self.day[row])

    def change(self, row: int) -> Change:
        """Return how the trip of a row runs."""
        events = slice(int(self.first[row]), int(self.first[row + 1]))
        return Change(
            *self.key(row), self.arrivals[events], self.departures[events], self.skipped[events]
        )

    def find(self, trip: int, day: int) -> int | None:
        """Return the row of a trip on a day."""
        low = int(np.searchsorted(self.trip, trip, side="left"))
        high = int(np.searchsorted(self.trip, trip, side="right"))
        row = low + int(np.searchsorted(self.day[low:high], day))
        return row if row < high and self.day[row] == day else None

    @property
    def digest(self) -> str:
        """Return the same for the same changes, whenever they were said."""
        digest = hashlib.blake2b(digest_size=8)
        for name in ("trip", "day", "state", "first", "arrivals", "departures", "skipped"):
            digest.update(getattr(self, name).tobytes())
        return digest.hexdigest()

    def pack(self) -> bytes:
        """Return the changes as bytes."""
        buffer = io.BytesIO()
        np.savez_compressed(
            buffer, **{field.name: getattr(self, field.name) for field in fields(self)}
        )
        return buffer.getvalue()

    @classmethod
    def unpack(cls, data: bytes) -> LiveChanges:
        """Read what `pack` wrote.

        Raises:
            ValueError, KeyError, OSError: it isn't.
        """
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            named = {field.name: arrays[field.name] for field in fields(cls)}
        return cls(**named | {"at": int(named["at"])})
