"""Changes of today as arrays: trips that are cancelled, late, skip stops or use other platforms, and added ones."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final

import numpy as np

from ..timetable.view import Int32, Int64, Uint8
from .added import AddedTrip, Times

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
    stops: Mapping[int, int] = field(default_factory=dict)
    """The stop at which it calls instead, at some positions."""


@dataclass(frozen=True, slots=True)
class LiveChanges:
    """The changes of one version of a feed, sorted by (trip, day). Letters: N trips, E their events, M events elsewhere."""

    at: int
    """POSIX seconds at which the feed said so."""
    trip: Int32  # [N] trip of the compiled feed, or the number of an added one
    day: Int32  # [N] service date, days since 1970-01-01
    state: Uint8  # [N] RETIMED or CANCELLED
    first: Int64  # [N + 1] into the next three; a cancelled trip has no events
    arrivals: Int32  # [E]
    departures: Int32  # [E]
    skipped: Uint8  # [E]
    moved_event: Int64  # [M] into the three before, ascending
    moved_stop: Int32  # [M] the stop that is called at instead
    added: tuple[AddedTrip, ...] = ()
    """Trips of which the feed has none, by their numbers."""

    def __len__(self) -> int:
        return len(self.trip)

    @classmethod
    def of(
        cls,
        at: int,
        cancelled: set[tuple[int, int]],
        retimed: list[Change],
        added: Sequence[AddedTrip] = (),
    ) -> LiveChanges:
        """Return changes as arrays. The last word counts where a trip was named twice; cancelled is final."""
        latest = {(change.trip, change.day): change for change in retimed}
        keys = sorted(cancelled | latest.keys())
        rows = [None if key in cancelled else latest[key] for key in keys]
        lengths = [0 if row is None else len(row.arrivals) for row in rows]
        kept = [row for row in rows if row is not None]
        nothing = np.zeros(0, dtype=np.int32)
        first = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]).astype(np.int64)
        begins = [int(begin) for begin, row in zip(first, rows, strict=False) if row is not None]
        moved = [
            (begin + place, stop)
            for begin, row in zip(begins, kept, strict=True)
            for place, stop in sorted(row.stops.items())
        ]
        return cls(
            at=at,
            trip=np.array([trip for trip, _ in keys], dtype=np.int32),
            day=np.array([day for _, day in keys], dtype=np.int32),
            state=np.array([CANCELLED if row is None else RETIMED for row in rows], dtype=np.uint8),
            first=first,
            arrivals=np.concatenate([nothing, *(row.arrivals for row in kept)]).astype(np.int32),
            departures=np.concatenate([nothing, *(row.departures for row in kept)]).astype(
                np.int32
            ),
            skipped=np.concatenate([nothing, *(row.skipped for row in kept)]).astype(np.uint8),
            moved_event=np.array([event for event, _ in moved], dtype=np.int64),
            moved_stop=np.array([stop for _, stop in moved], dtype=np.int32),
            added=tuple(sorted({each.number: each for each in added}.values(), key=_number)),
        )

    @classmethod
    def merged(cls, parts: Sequence[LiveChanges]) -> LiveChanges | None:
        """Join what several sources say; None of none. Where they differ the later part counts, a cancellation first."""
        parts = [part for part in parts if len(part)]
        if len(parts) <= 1:
            return parts[0] if parts else None
        rows = [(part, row) for part in parts for row in range(len(part))]
        gone = {part.key(row) for part, row in rows if part.state[row] == CANCELLED}
        retimed = [part.change(row) for part, row in rows if part.state[row] != CANCELLED]
        added = [each for part in parts for each in part.added]
        return cls.of(max(part.at for part in parts), gone, retimed, added)

    def key(self, row: int) -> tuple[int, int]:
        """Return the trip and day of a row."""
        return int(self.trip[row]), int(self.day[row])

    def change(self, row: int) -> Change:
        """Return how the trip of a row runs."""
        first, end = int(self.first[row]), int(self.first[row + 1])
        events = slice(first, end)
        low, high = np.searchsorted(self.moved_event, [first, end])
        moved = zip(self.moved_event[low:high], self.moved_stop[low:high], strict=True)
        return Change(
            *self.key(row),
            self.arrivals[events],
            self.departures[events],
            self.skipped[events],
            {int(event) - first: int(stop) for event, stop in moved},
        )

    def find(self, trip: int, day: int) -> int | None:
        """Return the row of a trip on a day."""
        low = int(np.searchsorted(self.trip, trip, side="left"))
        high = int(np.searchsorted(self.trip, trip, side="right"))
        row = low + int(np.searchsorted(self.day[low:high], day))
        return row if row < high and self.day[row] == day else None

    def times(self) -> Times:
        """Return how the added trips run."""
        found: dict[tuple[int, int], tuple[Any, Any, Any]] = {}
        for each in self.added:
            row = self.find(each.number, each.day)
            if row is not None:
                change = self.change(row)
                found[each.number, each.day] = change.arrivals, change.departures, change.skipped
        return found

    @property
    def digest(self) -> str:
        """Return the same for the same changes, whenever they were said."""
        digest = hashlib.blake2b(digest_size=8)
        for name in _ARRAYS:
            digest.update(getattr(self, name).tobytes())
        digest.update(self._added_in_words())
        return digest.hexdigest()

    def pack(self) -> bytes:
        """Return the changes as bytes."""
        buffer = io.BytesIO()
        named = {name: getattr(self, name) for name in ("at", *_ARRAYS)}
        words = np.frombuffer(self._added_in_words(), dtype=np.uint8)
        np.savez_compressed(buffer, **named, added=words)
        return buffer.getvalue()

    @classmethod
    def unpack(cls, data: bytes) -> LiveChanges:
        """Read what `pack` wrote.

        Raises:
            ValueError, KeyError, OSError: it isn't.
        """
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            named = {field.name: arrays[field.name] for field in fields(cls)}
        words = json.loads(named["added"].tobytes())
        return cls(**named | {"at": int(named["at"]), "added": tuple(map(_added, words))})

    def _added_in_words(self) -> bytes:
        return json.dumps([asdict(each) for each in self.added]).encode()


_ARRAYS: Final = tuple(
    each.name for each in fields(LiveChanges) if each.name not in {"at", "added"}
)


def _number(added: AddedTrip) -> int:
    return added.number


def _added(words: dict[str, Any]) -> AddedTrip:
    rows = {name: tuple(value) for name, value in words.items() if isinstance(value, list)}
    return AddedTrip(**words | rows)
