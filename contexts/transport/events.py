"""Events of transport."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar
from uuid import UUID

from riz.events import Event


class FeedActivated(Event):
    """A version of a timetable is what searches use from now on."""

    name: ClassVar[str] = "transport.feed.activated.v1"
    aggregate: ClassVar[str] = "feed_id"
    feed_id: UUID
    slug: str
    version_id: UUID
    first_date: dt.date
    last_date: dt.date


class FeedWithdrawn(Event):
    """A timetable is searched no more: somebody disabled or removed it."""

    name: ClassVar[str] = "transport.feed.withdrawn.v1"
    aggregate: ClassVar[str] = "feed_id"
    feed_id: UUID
    slug: str
