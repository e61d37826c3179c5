"""The present state of every feed, in Valkey, where all workers read it.

A state belongs to one version of a feed. It ends by itself when its source has been silent for a while: then the timetable
holds. A stamp tells readers whether anything is new, so that they fetch a state once only.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import orjson
from django.conf import settings

from riz import valkey

from ..domain.realtime import Alert, Informed, LiveChanges, Vehicle

log = logging.getLogger(__name__)

_ROOT: Final = "riz:transport:live"
_UNREADABLE: Final = (ValueError, KeyError, TypeError, OSError, EOFError, zipfile.BadZipFile)
Source = tuple[UUID, UUID]
"""A version of a feed, and a source that tells of it."""


@dataclass(frozen=True, slots=True, eq=False)
class LiveState:
    """The live state of a feed by one source."""

    stamp: str
    changes: LiveChanges
    vehicles: tuple[Vehicle, ...]
    alerts: tuple[Alert, ...]

    @property
    def trips(self) -> str:
        """The part of the stamp that changes with trips alone."""
        return self.stamp.partition(".")[0]


def put(
    version_id: UUID,
    source_id: UUID,
    changes: LiveChanges,
    *,
    vehicles: Iterable[Vehicle],
    alerts: Iterable[Alert],
) -> None:
    """Replace what one source says.

    Raises:
        redis.RedisError: it could not be kept.
    """
    words = orjson.dumps({"vehicles": list(vehicles), "alerts": list(alerts)})
    seconds = settings.RIZ_TRANSPORT_LIVE_SECONDS
    with valkey.connected() as client, client.pipeline(transaction=True) as pipe:
        pipe.set(_key(version_id, source_id, "changes"), changes.pack(), ex=seconds)
        pipe.set(_key(version_id, source_id, "words"), words, ex=seconds)
        pipe.set(
            _key(version_id, source_id, "stamp"), _stamp(source_id, changes, words), ex=seconds
        )
        pipe.execute()


def keep(version_id: UUID, source_id: UUID) -> None:
    """Let what a source said last hold on: it said that nothing is new.

    Raises:
        redis.RedisError: it could not be kept.
    """
    with valkey.connected() as client, client.pipeline(transaction=True) as pipe:
        for what in ("changes", "words", "stamp"):
            pipe.expire(_key(version_id, source_id, what), settings.RIZ_TRANSPORT_LIVE_SECONDS)
        pipe.execute()


def stamps(pairs: Iterable[Source]) -> dict[Source, str] | None:
    """Return the stamp of each (version, source) that has a state; None where Valkey doesn't answer."""
    wanted = list(pairs)
    if not wanted:
        return {}
    found = valkey.ask("mget", [_key(*pair, "stamp") for pair in wanted])
    if found is None:
        return None
    pairs_found = zip(wanted, found, strict=True)
    return {pair: stamp.decode() for pair, stamp in pairs_found if stamp is not None}


def read_state(version_id: UUID, source_id: UUID) -> LiveState | None:
    """Return all that a source says, in one piece; None where nothing is known, or it can't be read."""
    names = ("stamp", "changes", "words")
    found = valkey.ask("mget", [_key(version_id, source_id, name) for name in names])
    if found is None or any(each is None for each in found):
        return None
    stamp, changes, words = found
    try:
        read = orjson.loads(words)
        return LiveState(
            stamp.decode(),
            LiveChanges.unpack(changes),
            tuple(_vehicle(each) for each in read["vehicles"]),
            tuple(_alert(each) for each in read["alerts"]),
        )
    except _UNREADABLE:
        log.warning("transport.live_unreadable", extra={"version": str(version_id)})
        return None


def _vehicle(read: dict[str, Any]) -> Vehicle:
    start = read["start_date"]
    return Vehicle(**read | {"start_date": dt.date.fromisoformat(start) if start else None})


def _alert(read: dict[str, Any]) -> Alert:
    return Alert(
        **read
        | {
            "periods": tuple((start, end) for start, end in read["periods"]),
            "informed": tuple(Informed(**each) for each in read["informed"]),
        }
    )


def _stamp(source_id: UUID, changes: LiveChanges, words: bytes) -> str:
    """Return the same for what says the same: first of trips, then of all else."""
    rest = hashlib.blake2b(words, digest_size=8).hexdigest()
    return f"{source_id.hex[-8:]}-{changes.digest if changes else ''}.{rest}"


def _key(version_id: UUID, source_id: UUID, what: str) -> str:
    return f"{_ROOT}:{version_id}:{source_id}:{what}"
