"""Removing a feed."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.policies import require
from riz.use_cases import use_case

from ..domain import policies
from ..models import Feed
from ._feed_work import hide, lock_feed, only_importer, record_change, retire_active


def remove_feed(*, feed_id: UUID, actor: Actor, at: dt.datetime) -> None:
    """Remove a feed; its files go some days later, what was done with it stays written down.

    Raises:
        UnknownFeed: there is none.
        FeedBusy: it is being imported.
    """
    require(actor, policies.MANAGE_FEEDS)
    slug = Feed.objects.kept().filter(id=feed_id).values_list("slug", flat=True).first() or ""
    with only_importer(slug):
        _remove(feed_id, actor=actor, at=at)


@use_case
def _remove(feed_id: UUID, *, actor: Actor, at: dt.datetime) -> None:
    feed = lock_feed(feed_id)
    if feed.is_enabled:
        hide(feed, at=at)
    retire_active(feed, at=at)
    feed.is_enabled, feed.removed_at = False, at
    feed.save(update_fields=["is_enabled", "removed_at"])
    record_change(feed, "removed", actor=actor, at=at)
