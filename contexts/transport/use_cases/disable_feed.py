"""Taking a feed out of searches."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.policies import require
from riz.use_cases import use_case

from ..domain import policies
from ._feed_work import hide, lock_feed, record_change


@use_case
def disable_feed(*, feed_id: UUID, actor: Actor, at: dt.datetime) -> None:
    """Search a feed no more until it is enabled again; nothing happens where it is disabled.

    Raises:
        UnknownFeed: there is none.
    """
    require(actor, policies.MANAGE_FEEDS)
    feed = lock_feed(feed_id)
    if not feed.is_enabled:
        return
    feed.is_enabled = False
    feed.save(update_fields=["is_enabled"])
    hide(feed, at=at)
    record_change(feed, "disabled", actor=actor, at=at)
