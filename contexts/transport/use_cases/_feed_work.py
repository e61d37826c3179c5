"""The parts that use cases of feeds share: one importer at a time, and the switch from one version to another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from riz.actor import Actor
from riz.caching import generations
from riz.locking import lock
from riz.outbox.publishing import publish

from ..domain.timetable.feed import FORMAT
from ..domain.timetable.imports import GENERATION
from ..domain.timetable.stop_places import stop_places
from ..errors import FeedBusy, FeedVersionUnusable, UnknownFeed
from ..events import FeedActivated, FeedWithdrawn
from ..gateways import compiled
from ..models import Feed, FeedChange, FeedVersion
from .displace_stops import displace_stops
from .place_stops import place_stops

EPOCH: Final = dt.date(1970, 1, 1)
_KEY: Final = "hashtextextended(%s, 0)"


def root() -> Path:
    """Return the folder of compiled feeds and uploads."""
    return Path(settings.RIZ_TRANSPORT_FOLDER)


@contextmanager
def only_importer(slug: str) -> Iterator[None]:
    """Import a feed with nobody else importing it; the lock ends with the connection, whatever becomes of the importer.

    Raises:
        FeedBusy: somebody else does.
    """
    key = f"transport.import:{slug}"
    if not _lock_function("pg_try_advisory_lock", key):
        raise FeedBusy(feed=slug)
    try:
        yield
    finally:
        # A broken connection has lost the lock already.
        with suppress(DatabaseError, InterfaceError):
            _lock_function("pg_advisory_unlock", key)


def lock_feed(feed_id: UUID) -> Feed:
    """Lock a feed that was not removed.

    Raises:
        UnknownFeed: there is none.
    """
    return lock(Feed.objects.kept(), id=feed_id, no_key=True, refusal=UnknownFeed)


def switch_to(feed: Feed, version: FeedVersion, *, actor: Actor, at: dt.datetime) -> None:
    """Search a version instead of the one before it. The feed is locked."""
    if not version.folder or version.format != FORMAT:
        raise FeedVersionUnusable
    retire_active(feed, at=at, but=version.id)
    version.activate_now()
    version.save()
    if feed.is_enabled:
        show(feed, version, at=at)
    record_change(feed, "activated", actor=actor, at=at, version_id=version.id)


def retire_active(feed: Feed, *, at: dt.datetime, but: UUID | None = None) -> None:
    """Take the version that is searched out of searches."""
    active = feed.versions.filter(is_active=True)
    for old in active if but is None else active.exclude(id=but):
        old.retire(at)
        old.save()
        displace_stops(version_id=old.id)


def show(row: Feed, version: FeedVersion, *, at: dt.datetime) -> None:
    """Make the stops of a version known by name, and tell that it is searched."""
    try:
        feed = compiled.load(root() / version.folder)
    except compiled.CompiledFeedUnreadable as fault:
        raise FeedVersionUnusable(reason=str(fault)) from fault
    place_stops(version_id=version.id, stops=stop_places(feed))
    publish(
        FeedActivated(
            occurred_at=at,
            feed_id=row.id,
            slug=row.slug,
            version_id=version.id,
            first_date=EPOCH + dt.timedelta(days=feed.first_date),
            last_date=EPOCH + dt.timedelta(days=feed.first_date + feed.days - 1),
        )
    )


def hide(feed: Feed, *, at: dt.datetime) -> None:
    """Forget the names of a feed's stops, and tell that it is searched no more."""
    for version in feed.versions.filter(is_active=True):
        displace_stops(version_id=version.id)
    publish(FeedWithdrawn(occurred_at=at, feed_id=feed.id, slug=feed.slug))


def record_change(
    feed: Feed, action: str, *, actor: Actor, at: dt.datetime, version_id: UUID | None = None
) -> None:
    """Write down who did what, and let every process look again."""
    FeedChange.record(feed, action, actor_id=actor.id, at=at, version_id=version_id)
    generations.leave_behind(GENERATION)


def _lock_function(function: str, key: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}({_KEY})", [key])
        return bool(cursor.fetchone()[0])
