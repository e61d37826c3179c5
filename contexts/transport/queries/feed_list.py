"""Which timetables answers are from."""

from __future__ import annotations

import datetime as dt

from ..domain.options.found import EPOCH
from ..domain.options.results import FeedInfo
from ..gateways.timetable import ActiveFeed, current
from . import searching


def list_feeds(*, now: dt.datetime) -> list[FeedInfo]:
    """Return the timetables in use, by name."""
    active = current(searching.book_of(now)).feeds
    return sorted((_info(each) for each in active), key=lambda info: (info.name, info.version))


def _info(active: ActiveFeed) -> FeedInfo:
    served = searching.served([active.feed])
    return FeedInfo(
        name=active.name,
        publisher=active.feed.publisher,
        licence=active.licence,
        attribution=active.attribution,
        version=str(active.version_id),
        valid_from=EPOCH if served is None else served.first,
        valid_until=EPOCH if served is None else served.last,
        time_zone=active.feed.zone,
        is_long_distance=active.is_long_distance,
    )
