"""Stating the facts of a feed."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError

from riz.actor import Actor
from riz.locking import lock_or_none
from riz.policies import require
from riz.use_cases import use_case

from ..domain import policies
from ..domain.timetable.imports import FeedFacts
from ..errors import InvalidFeed
from ..models import Feed
from ._feed_work import record_change


@use_case
def state_feed(*, facts: FeedFacts, actor: Actor, at: dt.datetime) -> Feed:
    """Register a feed, or state its facts anew.

    Raises:
        InvalidFeed: some facts are not acceptable.
    """
    require(actor, policies.MANAGE_FEEDS)
    feed = lock_or_none(Feed.objects.kept(), slug=facts.slug, no_key=True)
    is_new = feed is None
    feed = feed or Feed(slug=facts.slug, name=facts.slug, created_at=at)
    stated = {
        name: value
        for name in ("name", "source", "licence", "attribution", "is_long_distance", "priority")
        if (value := getattr(facts, name)) is not None and value != getattr(feed, name)
    }
    for name, value in stated.items():
        setattr(feed, name, value)
    if is_new or stated:
        try:
            feed.full_clean()
        except ValidationError as fault:
            raise InvalidFeed(errors=fault.message_dict) from fault
        feed.save()
        record_change(feed, "registered" if is_new else "revised", actor=actor, at=at)
    return feed
