"""Putting a feed into searches, and taking it out."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.policies import require
from riz.use_cases import use_case

from ..domain import policies
from ._feed_work import hide, lock_feed, record_change, show


@use_case
def set_feed_enabled(*, feed_id: UUID, is_enabled: bool, actor: Actor, at: dt.datetime) -> None:
    """Search a feed, or search it no more until it is enabled again; doing it twice changes nothing.

    Raises:
        UnknownFeed: there is none.
        FeedVersionUnusable: its version is no longer on the disk.
    """
    require(actor, policies.MANAGE_FEEDS)
    feed = lock_feed(feed_id)
    if feed.is_enabled is is_enabled:
        return
    feed.is_enabled = is_enabled
    feed.save(update_fields=["is_enabled"])
    version = feed.versions.filter(is_active=True).first()
    if not is_enabled:
        hide(feed, at=at)
    elif version is not None:
        show(feed, version, at=at)
    record_change(feed, "enabled" if is_enabled else "disabled", actor=actor, at=at)
