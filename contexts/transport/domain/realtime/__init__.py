"""The present state of a timetable: GTFS-Realtime messages read and laid over a compiled feed."""

from __future__ import annotations

from .added import Added, AddedTrip, feed_of
from .changes import Change, LiveChanges
from .decode import BadMessage, decode
from .index import FeedIndex
from .messages import Alert, Informed, Message, Vehicle
from .resolve import resolve

__all__ = [
    "Added",
    "AddedTrip",
    "Alert",
    "BadMessage",
    "Change",
    "FeedIndex",
    "Informed",
    "LiveChanges",
    "Message",
    "Vehicle",
    "decode",
    "feed_of",
    "resolve",
]
