"""Ask a source of live updates what is new."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Final
from uuid import UUID

import redis
from django.conf import settings
from prometheus_client import Counter, Gauge

from riz.outgoing.errors import AddressRefused, CallFailed
from riz.sealing import unseal

from ..domain.realtime import BadMessage, FeedIndex, Message, decode, resolve
from ..gateways import compiled, live, realtime_feed
from ..models import FeedVersion, RealtimeSource

INDEXES_KEPT: Final = 4
POLLS: Final = Counter(
    "riz_transport_realtime_polls_total",
    "Questions to sources of live updates, by feed: answered, or failed.",
    ["feed", "outcome"],
)
MADE_AT: Final = Gauge(
    "riz_transport_realtime_made_at_seconds",
    "When the newest message about a feed was made, POSIX seconds; its age is the time less this.",
    ["feed"],
    multiprocess_mode="max",
)


def poll_realtime_source(*, source_id: UUID, at: dt.datetime, is_due: bool = False) -> bool:
    """Ask a source that is due, or that is said to be, and lay its answer over the feed's timetable; tell whether it answered."""
    sources = RealtimeSource.objects
    source = sources.select_related("feed").claim(source_id, at=at, early=is_due)
    if source is None:
        return False
    try:
        answer = realtime_feed.fetch(source.url, headers=_headers(source), etag=_etag(source, at))
        summary = _store(source, answer.data, at)
    except (
        AddressRefused,
        CallFailed,
        compiled.CompiledFeedUnreadable,
        BadMessage,
        redis.RedisError,
    ) as fault:
        reason = str(fault) or type(fault).__name__
        POLLS.labels(source.feed.slug, "failed").inc()
        sources.put_off(source, reason, at=at, polled_at=at)
        return False
    POLLS.labels(source.feed.slug, "answered").inc()
    if summary and summary.get("made_at"):
        MADE_AT.labels(source.feed.slug).set(summary["made_at"])
    news = {} if summary is None else {"summary": summary}
    sources.finish(
        source,
        attempts=0,
        next_attempt_at=at + source.pause,
        polled_at=at,
        answered_at=at,
        etag=answer.etag,
        **news,
    )
    return True


def _headers(source: RealtimeSource) -> dict[str, str]:
    if not source.header_name or not source.header_sealed:
        return {}
    return {source.header_name: unseal(source.header_sealed)}


def _store(source: RealtimeSource, data: bytes | None, at: dt.datetime) -> dict[str, int] | None:
    """Keep what a source said; return what there was of it, or None where it said that nothing is new."""
    version = FeedVersion.objects.filter(feed_id=source.feed_id, is_active=True).first()
    if version is None:
        return {}
    if data is None:
        live.keep(version.id, source.id)
        return None
    message, stale = _in_time(decode(data), at)
    index = _index(version.id, version.folder)
    changes, unused = resolve(index, message, at=int(at.timestamp()))
    live.put(version.id, source.id, changes, vehicles=message.vehicles, alerts=message.alerts)
    counted = {
        "updates": len(message.updates),
        "changes": len(changes),
        "vehicles": len(message.vehicles),
        "alerts": len(message.alerts),
        "made_at": message.at,
    }
    return counted | stale | dict(message.notices) | dict(unused)


def _in_time(message: Message, at: dt.datetime) -> tuple[Message, dict[str, int]]:
    """Leave out where vehicles were, and what trips did, when that was long ago or is yet to be; warnings have times of their own."""
    passed = len(message.updates) + len(message.vehicles)
    if not (passed and _is_stale(message.at, at)):
        return message, {}
    return replace(message, updates=(), vehicles=()), {
        "stale": passed,
        "made_s_ago": int(at.timestamp()) - message.at,
    }


def _is_stale(made_at: int, at: dt.datetime) -> bool:
    """Tell whether a message is older than states last, or as far ahead: one of the two clocks is wrong then."""
    apart = abs(int(at.timestamp()) - made_at)
    return bool(made_at) and apart > settings.RIZ_TRANSPORT_LIVE_SECONDS


def _etag(source: RealtimeSource, at: dt.datetime) -> str:
    """Return the name of the message that is known, unless that has grown too old to hold on to."""
    known = source.summary
    passes = known.get("updates") or known.get("vehicles") or known.get("stale")
    return "" if passes and _is_stale(known.get("made_at", 0), at) else source.etag


@lru_cache(maxsize=INDEXES_KEPT)
def _index(version_id: UUID, folder: str) -> FeedIndex:
    del version_id  # a folder may be written again for another version
    return FeedIndex(compiled.load(Path(settings.RIZ_TRANSPORT_FOLDER) / folder))
