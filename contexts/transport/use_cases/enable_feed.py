"""Putting a feed into searches."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.policies import require
from riz.use_cases import use_case

from ..domain import policies
from ._feed_work import lock_feed, record_change, show


@use_case
def enable_feed(*, feed_id: UUID, actor: Actor, at: dt.datetime) -> None:
    """Search a feed again; nothing happens where it is searched already.

    Raises:
        UnknownFeed: there is none.
        FeedVersionUnusable: its version is no longer on the disk.
    """
    require(actor, policies.MANAGE_FEEDS)
    feed = lock_feed(feed_id)
    if feed.is_enabled:
        return
    feed.is_enabled = True
    feed.save(update_fields=["is_enabled"])
    version = feed.versions.filter(is_active=True).first()
    if version is not None:
        show(feed, version, at=at)
    record_change(feed, "enabled", actor=actor, at=at)
