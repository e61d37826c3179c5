"""Ask a source of live updates what is new."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Final
from uuid import UUID

import redis
from django.conf import settings
from django.db.models import Q
from prometheus_client import Counter, Gauge

from riz.outgoing.errors import AddressRefused, CallFailed
from riz.sealing import unseal
from riz.use_cases import use_case

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
    """Ask a source that is due, or that is said to be, and lay its answer over the feed's timetable; tell whether it answered.

    Its row is claimed in a transaction of its own, so that nobody else asks meanwhile and none is open while it answers.
    """
    source = _claim(source_id, at, is_due=is_due)
    if source is None:
        return False
    try:
        answer = realtime_feed.fetch(source.url, headers=_headers(source), etag=_etag(source, at))
        summary = _take_in(source, answer.data, at)
    except (
        AddressRefused,
        CallFailed,
        compiled.CompiledFeedUnreadable,
        BadMessage,
        redis.RedisError,
    ) as fault:
        reason = str(fault)[:500] or type(fault).__name__
        POLLS.labels(source.feed.slug, "failed").inc()
        _note(source_id, lambda row: row.fail(at=at, fault=reason))
        return False
    POLLS.labels(source.feed.slug, "answered").inc()
    if summary and summary.get("made_at"):
        MADE_AT.labels(source.feed.slug).set(summary["made_at"])
    _note(source_id, lambda row: row.succeed(at=at, etag=answer.etag, summary=summary))
    return True


@use_case
def _claim(source_id: UUID, at: dt.datetime, *, is_due: bool) -> RealtimeSource | None:
    due = Q() if is_due else Q(next_poll_at__lte=at)
    source = (
        RealtimeSource.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("feed")
        .filter(due, id=source_id, is_enabled=True, feed__is_enabled=True)
        .first()
    )
    if source is not None:
        source.claim(at=at)
        source.save(update_fields=["polled_at", "next_poll_at"])
    return source


def _headers(source: RealtimeSource) -> dict[str, str]:
    if not source.header_name or not source.header_sealed:
        return {}
    return {source.header_name: unseal(source.header_sealed)}


def _take_in(source: RealtimeSource, data: bytes | None, at: dt.datetime) -> dict[str, int] | None:
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


@use_case
def _note(source_id: UUID, change: Callable[[RealtimeSource], None]) -> None:
    source = RealtimeSource.objects.select_for_update().filter(id=source_id).first()
    if source is not None:
        change(source)
        source.save()
