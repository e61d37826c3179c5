"""The present state of every feed, in Valkey, where all workers read it.

A state belongs to one version of a feed. It ends by itself when its source has been silent for a while: then the timetable
holds. A stamp tells readers whether anything is new, so that they fetch a state once only.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable
from functools import cache
from typing import Any, Final
from uuid import UUID

import orjson
import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from riz.ids import new_id

from ..domain.realtime import Alert, Informed, LiveChanges, Vehicle

log = logging.getLogger(__name__)

TIMEOUT_SECONDS: Final = 0.5
_ROOT: Final = "riz:transport:live"


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
    with _client(settings.REDIS_URL).pipeline(transaction=True) as pipe:
        pipe.set(_key(version_id, source_id, "changes"), changes.pack(), ex=seconds)
        pipe.set(_key(version_id, source_id, "words"), words, ex=seconds)
        pipe.set(_key(version_id, source_id, "stamp"), str(new_id()), ex=seconds)
        pipe.execute()


def keep(version_id: UUID, source_id: UUID) -> None:
    """Let what a source said last hold on: it said that nothing is new.

    Raises:
        redis.RedisError: it could not be kept.
    """
    with _client(settings.REDIS_URL).pipeline(transaction=True) as pipe:
        for what in ("changes", "words", "stamp"):
            pipe.expire(_key(version_id, source_id, what), settings.RIZ_TRANSPORT_LIVE_SECONDS)
        pipe.execute()


def stamps(pairs: Iterable[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], str]:
    """Return the stamp of each (version, source) that has a state; none of them while Valkey is away."""
    wanted = list(pairs)
    if not wanted:
        return {}
    try:
        found: Any = _client(settings.REDIS_URL).mget([_key(*pair, "stamp") for pair in wanted])
    except redis.RedisError as error:
        log.warning("transport.live_unavailable", extra={"error": type(error).__name__})
        return {}
    pairs_found = zip(wanted, found, strict=True)
    return {pair: stamp.decode() for pair, stamp in pairs_found if stamp is not None}


def changes_of(version_id: UUID, source_id: UUID) -> LiveChanges | None:
    """Return what a source says of trips; None where nothing is known."""
    data = _get(version_id, source_id, "changes")
    if data is None:
        return None
    try:
        return LiveChanges.unpack(data)
    except (ValueError, KeyError, OSError):
        log.warning("transport.live_unreadable", extra={"version": str(version_id)})
        return None


def words_of(version_id: UUID, source_id: UUID) -> tuple[list[Vehicle], list[Alert]]:
    """Return the vehicles and alerts that a source tells of."""
    data = _get(version_id, source_id, "words")
    if data is None:
        return [], []
    read = orjson.loads(data)
    vehicles = [_vehicle(each) for each in read["vehicles"]]
    return vehicles, [_alert(each) for each in read["alerts"]]


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


def _get(version_id: UUID, source_id: UUID, what: str) -> bytes | None:
    try:
        found: Any = _client(settings.REDIS_URL).get(_key(version_id, source_id, what))
    except redis.RedisError as error:
        log.warning("transport.live_unavailable", extra={"error": type(error).__name__})
        return None
    return None if found is None else bytes(found)


def _key(version_id: UUID, source_id: UUID, what: str) -> str:
    return f"{_ROOT}:{version_id}:{source_id}:{what}"


@cache
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(
        url,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 0),
        health_check_interval=0,
    )
