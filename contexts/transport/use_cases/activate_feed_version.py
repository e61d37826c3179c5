"""Searching another version of a feed: a newer one that waited, or an older one again."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.policies import require
from riz.use_cases import use_case

from ..domain import policies
from ..errors import FeedVersionUnusable, UnknownFeedVersion
from ..models import FeedVersion, VersionState
from ._feed_work import lock_feed, switch_to


@use_case
def activate_feed_version(*, version_id: UUID, actor: Actor, at: dt.datetime) -> None:
    """Search a version instead of the one that is searched now; nothing happens where it is that.

    Raises:
        UnknownFeedVersion: there is none.
        FeedVersionUnusable: it failed, is not through, or is no longer on the disk.
    """
    require(actor, policies.MANAGE_FEEDS)
    feed_id = FeedVersion.objects.filter(id=version_id).values_list("feed_id", flat=True).first()
    if feed_id is None:
        raise UnknownFeedVersion
    feed = lock_feed(feed_id)
    version = FeedVersion.objects.get(id=version_id)
    if version.is_active:
        return
    if version.state not in {VersionState.READY, VersionState.RETIRED}:
        raise FeedVersionUnusable
    switch_to(feed, version, actor=actor, at=at)
